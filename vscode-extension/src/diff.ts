import * as path from 'node:path';
import * as vscode from 'vscode';

const CONFIRMED = { needsConfirmation: true, label: 'adlint: write the plan' };
const HUNK = /^@@ -(\d+)/;

interface Change {
    readonly line: number; // 0-based: where the removed lines stand, or before which line others are put
    readonly removed: readonly string[];
    readonly added: readonly string[];
}

/**
 * A unified diff as an edit that the user confirms change by change. Paths are relative to `folder`. Rejects if a file is
 * not the one that the diff speaks of.
 */
export async function asEdit(diff: string, folder: string): Promise<vscode.WorkspaceEdit> {
    const edit = new vscode.WorkspaceEdit();
    for (const part of diff.split(/^--- /m).slice(1)) {
        const [name, , ...lines] = part.split('\n');
        const document = await vscode.workspace.openTextDocument(path.resolve(folder, name!.trimEnd()));
        for (const change of changes(lines)) {
            const range = new vscode.Range(change.line, 0, change.line + change.removed.length, 0);
            if (!same(document.getText(range), change.removed)) {
                throw new Error(`${name} has changed since it was planned for`);
            }
            edit.replace(document.uri, range, text(change.added, document), CONFIRMED);
        }
    }
    return edit;
}

/** Whether a text is these lines, whatever ends them. */
function same(text: string, lines: readonly string[]): boolean {
    const there = text.split(/\r?\n/);
    return lines.every((line, at) => line.replace(/\r$/, '') === there[at]);
}

function text(lines: readonly string[], document: vscode.TextDocument): string {
    const end = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    return lines.map((line) => line.replace(/\r$/, '') + end).join('');
}

/** Runs of lines that begin with - and +, each at its place in the old text. */
function* changes(lines: readonly string[]): Generator<Change> {
    let line = 0;
    for (let at = 0; at < lines.length; ) {
        const removed = run(lines, at, '-');
        const added = run(lines, at + removed.length, '+');
        if (removed.length + added.length > 0) {
            yield { line, removed, added };
            line += removed.length;
            at += removed.length + added.length;
        } else {
            const start = HUNK.exec(lines[at++]!);
            line = start ? Number(start[1]) - 1 : line + 1;
        }
    }
}

function run(lines: readonly string[], start: number, sign: string): string[] {
    const end = lines.findIndex((line, at) => at >= start && !line.startsWith(sign));
    return lines.slice(start, end < 0 ? lines.length : end).map((line) => line.slice(1));
}
