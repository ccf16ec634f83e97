import * as vscode from 'vscode';
import { folder } from './run';

type Make = (token: vscode.CancellationToken) => Promise<string>;

const QUIET_MS = 300;

const shown = new Map<string, vscode.WebviewPanel>();

/**
 * Shows a page beside the editor and makes it anew when a text near `file` is saved. The page brings its own policy, which
 * allows no network; colours come from the theme by the variables that the editor sets.
 */
export async function showPage(title: string, file: vscode.Uri, make: Make): Promise<void> {
    const html = await atWork(title, make);
    const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [] };
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const key = `${title} ${file}`;
    shown.get(key)?.dispose(); // it may have been asked otherwise
    const panel = vscode.window.createWebviewPanel('adlint.page', title, column, options);
    shown.set(key, panel);
    panel.webview.html = html;
    const renewed = renew(panel, file, make);
    panel.onDidDispose(() => {
        renewed.dispose();
        shown.delete(key);
    });
}

/** The newest page wins; one that cannot be made, as of a text with errors, leaves the old one, and the title says so. */
function renew(panel: vscode.WebviewPanel, file: vscode.Uri, make: Make): vscode.Disposable {
    const title = panel.title;
    let last = new vscode.CancellationTokenSource();
    const saved = onDidSave(file, async () => {
        last.cancel();
        const { token } = (last = new vscode.CancellationTokenSource());
        const html = await make(token).catch(() => undefined);
        if (!token.isCancellationRequested) {
            panel.title = html === undefined ? `${title} (as it was)` : title;
            panel.webview.html = html ?? panel.webview.html;
        }
    });
    return vscode.Disposable.from(saved, { dispose: () => last.cancel() });
}

/** What is made, while a notification tells of it and lets the user stop it. */
export async function atWork(title: string, make: Make): Promise<string> {
    const options = { location: vscode.ProgressLocation.Notification, title: `adlint: ${title}`, cancellable: true };
    return vscode.window.withProgress(options, (_progress, token) => make(token));
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
