import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { isMissing, locate } from './locate';

const LONGEST = 64 * 1024 * 1024;

/** What adlint prints with these arguments, in the folder of a file's workspace; rejects with what it complains of. */
export async function run(args: readonly string[], file: vscode.Uri, token?: vscode.CancellationToken): Promise<string> {
    const program = await locate();
    if (!program || isMissing(program)) {
        throw new Error('adlint was not found');
    }
    const stop = new AbortController();
    token?.onCancellationRequested(() => stop.abort());
    const options = { cwd: folder(file), maxBuffer: LONGEST, signal: stop.signal };
    return new Promise((resolve, reject) => {
        execFile(program.command, [...program.args, ...args], options, (error, printed, complaint) =>
            error ? reject(stop.signal.aborted ? new vscode.CancellationError() : new Error(complaint.trim() || error.message)) : resolve(printed),
        );
    });
}

/** Where adlint runs for a file, and what the paths that it prints are relative to. */
export function folder(file: vscode.Uri): string {
    return vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? path.dirname(file.fsPath);
}
