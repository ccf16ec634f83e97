import * as vscode from 'vscode';

const FUNCTIONS = [vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Constructor];
const SCOPES = [...FUNCTIONS, vscode.SymbolKind.Class];

/** `FILE::qualified.name` of the function around a position; the file alone where there is none. */
export async function targetAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
    const name = await functionAt(document.uri, position);
    return name ? `${document.uri.fsPath}::${name}` : document.uri.fsPath;
}

async function functionAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uri);
    const around = chain(symbols ?? [], position);
    const last = around.findLastIndex((symbol) => FUNCTIONS.includes(symbol.kind));
    return around.slice(0, last + 1).map((symbol) => symbol.name).join('.');
}

function chain(symbols: readonly vscode.DocumentSymbol[], position: vscode.Position): vscode.DocumentSymbol[] {
    const found = symbols.find((symbol) => SCOPES.includes(symbol.kind) && symbol.range.contains(position));
    return found ? [found, ...chain(found.children ?? [], position)] : [];
}
