import * as vscode from 'vscode';
import { folder } from './run';

const QUIET_MS = 300;

/**
 * Shows a page beside the editor and makes it anew when a text near `file` is saved. The page brings its own policy, which
 * allows no network; colours come from the theme by the variables that the editor sets.
 */
export async function showPage(title: string, file: vscode.Uri, make: () => Promise<string>): Promise<void> {
    const html = await make();
    const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [] };
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('adlint.page', title, column, options);
    panel.webview.html = html;
    const changes = onDidSave(file, async () => {
        panel.webview.html = await make().catch((error: Error) => (console.error(error), panel.webview.html));
    });
    panel.onDidDispose(() => changes.dispose());
}

function onDidSave(file: vscode.Uri, act: () => unknown): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder(file), '**/*.{py,ipynb,toml}'));
    let timer: NodeJS.Timeout | undefined;
    const later = (): void => {
        clearTimeout(timer);
        timer = setTimeout(act, QUIET_MS);
    };
    const listeners = [watcher.onDidChange(later), watcher.onDidCreate(later), watcher.onDidDelete(later)];
    return vscode.Disposable.from(watcher, ...listeners, { dispose: () => clearTimeout(timer) });
}
