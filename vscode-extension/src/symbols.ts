import * as vscode from 'vscode';

const FUNCTIONS = [vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Constructor];
const SCOPES = [...FUNCTIONS, vscode.SymbolKind.Class];

/** The qualified name of the innermost function around a position; empty where there is none. */
export async function functionAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uri);
    const around = chain(symbols ?? [], position);
    const last = around.findLastIndex((symbol) => FUNCTIONS.includes(symbol.kind));
    return around.slice(0, last + 1).map((symbol) => symbol.name).join('.');
}

function chain(symbols: readonly vscode.DocumentSymbol[], position: vscode.Position): vscode.DocumentSymbol[] {
    const found = symbols.find((symbol) => SCOPES.includes(symbol.kind) && symbol.range.contains(position));
    return found ? [found, ...chain(found.children ?? [], position)] : [];
}
