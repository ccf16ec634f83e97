import * as path from 'node:path';
import * as vscode from 'vscode';
import { asEdit } from './diff';
import { atWork, showPage } from './page';
import { folder, run } from './run';
import { functionAt } from './symbols';

const PREVIEW = 'Preview Changes';
const FACTOR = /^\d+(\.\d+)?$/;

/** Asks for a call and a budget, shows the plan, and offers to write it: for the function that a lens names, or at the cursor. */
export async function planFunction(uri?: string, name?: string): Promise<void> {
    const document = uri ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)) : vscode.window.activeTextEditor?.document;
    if (document?.uri.scheme !== 'file') {
        throw new Error('A plan is of a function in a file: open one that is saved.');
    }
    const target = await targetIn(document, name);
    const question = await ask();
    if (question === undefined || (document.isDirty && !(await document.save()))) {
        return; // adlint reads the disk: what is planned is what is seen
    }
    const args = ['plan', target, ...question];
    await showPage(`Plan of ${path.basename(target)}`, document.uri, (token) => run([...args, '--output-format', 'html'], document.uri, token));
    if ((await vscode.window.showInformationMessage('Write the checkpoints of this plan?', PREVIEW)) === PREVIEW) {
        await apply(document.uri, args);
    }
}

/** `FILE::qualified.name`; the file alone where there is no function at the cursor. */
async function targetIn(document: vscode.TextDocument, named: string | undefined): Promise<string> {
    const cursor = vscode.window.activeTextEditor?.selection.active;
    const name = named ?? (cursor && (await functionAt(document.uri, cursor)));
    return name ? `${document.uri.fsPath}::${name}` : document.uri.fsPath;
}

async function ask(): Promise<string[] | undefined> {
    const call = await vscode.window.showInputBox({
        title: 'Plan checkpoints (1 of 2): the call',
        placeHolder: 'loss(x=f64[n, m], steps=1000)',
        prompt: 'Arrays are written dtype[dims]. Empty: what comments, settings, annotations and the program say.',
    });
    const budget = call === undefined ? undefined : await vscode.window.showInputBox({
        title: 'Plan checkpoints (2 of 2): the budget',
        placeHolder: '512MiB',
        prompt: 'The largest peak of the tape (512MiB, 2GB), or a plain number: how often the forward work may be done again.',
        value: '1',
    });
    return budget === undefined ? undefined : [...option('--call', call), ...option(FACTOR.test(budget) ? '--max-recompute' : '--memory', budget)];
}

function option(name: string, value: string | undefined): string[] {
    return value?.trim() ? [name, value.trim()] : [];
}

/** Writes the plan through the refactoring preview: every change is ticked or left by the user. */
async function apply(file: vscode.Uri, args: readonly string[]): Promise<void> {
    const diff = await atWork('writing the plan', (token) => run([...args, '--diff'], file, token));
    const edit = await asEdit(diff, folder(file));
    if (edit.size === 0) {
        void vscode.window.showInformationMessage('This plan leaves the source as it is.');
        return;
    }
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}
