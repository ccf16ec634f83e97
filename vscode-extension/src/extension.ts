import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/node';
import { environments, isMissing, locate } from './locate';

let client: LanguageClient | undefined;
let restarting: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const output = vscode.window.createOutputChannel('adlint');
    const restart = (): Promise<void> => (restarting = restarting.then(() => startAgain(output)));
    context.subscriptions.push(
        output,
        vscode.commands.registerCommand('adlint.restart', restart),
        vscode.commands.registerCommand('adlint.showOutput', () => output.show()),
        vscode.workspace.onDidGrantWorkspaceTrust(restart),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (['adlint.path', 'adlint.interpreter', 'adlint.args'].some((key) => event.affectsConfiguration(key))) {
                void restart();
            }
        }),
    );
    const selection = (await environments().catch(() => undefined))?.onDidChangeActiveEnvironmentPath(restart);
    if (selection) {
        context.subscriptions.push(selection);
    }
    await restart();
}

export async function deactivate(): Promise<void> {
    await restarting;
    await client?.dispose();
}

async function startAgain(output: vscode.OutputChannel): Promise<void> {
    try {
        await client?.dispose();
        client = await start(output);
    } catch (error) {
        output.appendLine(`The server did not start: ${error}`); // the client has told the user
    }
}

async function start(output: vscode.OutputChannel): Promise<LanguageClient | undefined> {
    const program = await locate();
    if (!program || isMissing(program)) {
        const what = program ? `${program.command}, which ${program.why} names, does not exist` : 'adlint was not found';
        const message = `${what}: install adlint with \`pip install adlint\`, or name it in the settings.`;
        output.appendLine(message);
        void complain(message, 'Open Settings', openSettings);
        return undefined;
    }
    const args = [...program.args, 'server', ...vscode.workspace.getConfiguration('adlint').get<string[]>('args', [])];
    output.appendLine(`Starting ${program.command} ${args.join(' ')} (from ${program.why})`);
    const started = new LanguageClient('adlint', 'adlint', { command: program.command, args }, options(output));
    await started.start();
    return started;
}

function options(output: vscode.OutputChannel): LanguageClientOptions {
    return {
        documentSelector: ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ scheme, language: 'python' })),
        outputChannel: output,
        initializationOptions: { ownCommands: ['adlint.restart'] },
    };
}

function openSettings(): void {
    void vscode.commands.executeCommand('workbench.action.openSettings', 'adlint.');
}

async function complain(message: string, button: string, act: () => void): Promise<void> {
    if ((await vscode.window.showErrorMessage(message, button)) === button) {
        act();
    }
}
