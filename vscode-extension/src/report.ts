import * as path from 'node:path';
import * as vscode from 'vscode';
import { showPage } from './page';
import { run } from './run';

/** The page that adlint makes of a file. */
function page(file: vscode.Uri, token?: vscode.CancellationToken): Promise<string> {
    return run(['tape', file.fsPath, '--model', 'all', '--output-format', 'html'], file, token);
}

/** Shows the report of a file, or of what is open. */
export async function showReport(named?: vscode.Uri): Promise<void> {
    const file = named ?? vscode.window.activeNotebookEditor?.notebook.uri ?? vscode.window.activeTextEditor?.document.uri;
    if (file?.scheme !== 'file') {
        return;
    }
    await showPage(`Report of ${path.basename(file.fsPath)}`, file, () => page(file));
}
