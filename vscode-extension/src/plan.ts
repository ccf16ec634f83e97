import * as vscode from 'vscode';
import { asEdit } from './diff';
import { showPage } from './page';
import { folder, run } from './run';
import { targetAt } from './target';

const PREVIEW = 'Preview Changes';
const FACTOR = /^\d+(\.\d+)?$/;

/** Asks for a call and a budget, shows the plan for the function at the cursor, and offers to write it. */
export async function planFunction(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== 'file') {
        return;
    }
    const { document, selection } = editor;
    const target = await targetAt(document, selection.active);
    const question = await ask();
    if (question === undefined || !(await document.save())) {
        return; // adlint reads the disk: what is planned is what is seen
    }
    const args = ['plan', target, ...question];
    await showPage(`Plan of ${target.split('::').pop()}`, document.uri, () => run([...args, '--output-format', 'html'], document.uri));
    if ((await vscode.window.showInformationMessage('Write the checkpoints of this plan?', PREVIEW)) === PREVIEW) {
        await apply(document.uri, args);
    }
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
    const edit = await asEdit(await run([...args, '--diff'], file), folder(file));
    if (edit.size === 0) {
        void vscode.window.showInformationMessage('This plan leaves the source as it is.');
        return;
    }
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}
