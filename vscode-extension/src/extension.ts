import * as vscode from 'vscode';
import { choose, install, onDidInstall } from './missing';
import { planFunction } from './plan';
import { onDidSelectInterpreter } from './python';
import { showReport } from './report';
import { Server } from './server';

const STARTS = ['adlint.path', 'adlint.interpreter', 'adlint.args'];

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
    const output = vscode.window.createOutputChannel('adlint');
    const started = new Server(output);
    const restart = (): Promise<void> => started.restart();
    server = started;
    context.subscriptions.push(
        output,
        started,
        vscode.commands.registerCommand('adlint.restart', restart),
        vscode.commands.registerCommand('adlint.showOutput', () => output.show()),
        vscode.commands.registerCommand('adlint.install', install),
        vscode.commands.registerCommand('adlint.choose', choose),
        vscode.commands.registerCommand('adlint.showReport', told(showReport)),
        vscode.commands.registerCommand('adlint.planFunction', told(planFunction)),
        vscode.commands.registerCommand('adlint.showCallGraph', told(() => showCallGraph(started))),
        onDidInstall(restart),
        vscode.workspace.onDidGrantWorkspaceTrust(restart),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (STARTS.some((key) => event.affectsConfiguration(key))) {
                void restart();
            }
        }),
    );
    void restart(); // the editor does not wait for the server, nor for the Python extension
    void onDidSelectInterpreter(restart).then((selection) => selection && context.subscriptions.push(selection));
}

export async function deactivate(): Promise<void> {
    await server?.stop();
}

/** The server shows the graph of what it checks together with the active document. */
async function showCallGraph(running: Server): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document) {
        await running.execute('adlint.showCallGraph', document.uri.toString());
    }
}

/** A command whose failure is told in a sentence. */
function told<A extends unknown[]>(act: (...given: A) => Promise<void>): (...given: A) => Promise<void> {
    return async (...given) => {
        try {
            await act(...given);
        } catch (error) {
            if (!(error instanceof vscode.CancellationError)) {
                void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
            }
        }
    };
}
