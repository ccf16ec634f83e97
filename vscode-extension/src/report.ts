import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { showPage } from './page';
import { run } from './run';

/** Shows the report of a file or folder, or of what is open. */
export async function showReport(named?: vscode.Uri): Promise<void> {
    const file = named ?? vscode.window.activeNotebookEditor?.notebook.uri ?? vscode.window.activeTextEditor?.document.uri;
    if (file?.scheme !== 'file') {
        throw new Error('A report is of a file: open one that is saved.');
    }
    await showPage(`Report of ${path.basename(file.fsPath)}`, file, (token) => page(file, token));
}

/** The page that adlint writes of a file or folder. */
async function page(file: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'adlint-'));
    const written = path.join(folder, 'report.html');
    try {
        await run(['report', file.fsPath, '-o', written], file, token);
        return await fs.readFile(written, 'utf8');
    } finally {
        await fs.rm(folder, { recursive: true });
    }
}
