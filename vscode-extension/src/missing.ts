import * as vscode from 'vscode';
import { selectedInterpreter } from './python';

const INSTALL = 'Install';
const CHOOSE = 'Choose…';
const SETTINGS = 'Open Settings';

/** Says that adlint is missing and offers what can be done about it; installing, where it is known into what. */
export async function offer(message: string): Promise<void> {
    const buttons = [...((await selectedInterpreter()) ? [INSTALL] : []), CHOOSE, SETTINGS];
    switch (await vscode.window.showErrorMessage(message, ...buttons)) {
        case INSTALL:
            return install();
        case CHOOSE:
            return choose();
        case SETTINGS:
            await vscode.commands.executeCommand('workbench.action.openSettings', 'adlint.');
    }
}

/** Installs adlint into the selected interpreter's environment, in a terminal that the user sees. */
export async function install(): Promise<void> {
    const interpreter = await selectedInterpreter();
    if (!interpreter) {
        void vscode.window.showErrorMessage('No Python interpreter is selected: run `pip install adlint` in the environment of your code.');
        return;
    }
    const pip = new vscode.ProcessExecution(interpreter, ['-m', 'pip', 'install', 'adlint']);
    const task = new vscode.Task({ type: 'adlint' }, vscode.TaskScope.Workspace, 'Install adlint', 'adlint', pip, []);
    await vscode.tasks.executeTask(task);
}

/** Calls `act` when an installation has succeeded. */
export function onDidInstall(act: () => unknown): vscode.Disposable {
    return vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.definition.type === 'adlint' && exitCode === 0) {
            act();
        }
    });
}

/** Asks for the program and writes it to the user's settings; the change of the setting starts it. */
export async function choose(): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({ title: 'The adlint program', openLabel: 'Use This adlint' });
    if (chosen?.[0]) {
        await vscode.workspace.getConfiguration('adlint').update('path', chosen[0].fsPath, vscode.ConfigurationTarget.Global);
    }
}
