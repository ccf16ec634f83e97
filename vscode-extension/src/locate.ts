import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { selectedInterpreter } from './python';

/** A program and the arguments that make it speak for adlint. */
export interface Program {
    readonly command: string;
    readonly args: readonly string[];
    readonly why: string;
}

const NAME = process.platform === 'win32' ? 'adlint.exe' : 'adlint';

/**
 * Where adlint is: what the settings name, else the selected interpreter's environment, else the `PATH`.
 * An explicit setting wins, so that nobody has to fight a guess.
 */
export async function locate(): Promise<Program | undefined> {
    return fromSettings() ?? (await fromSelectedInterpreter()) ?? fromPath();
}

/** Whether the program is named by a path at which there is nothing. */
export function isMissing(program: Program): boolean {
    return path.isAbsolute(program.command) && !fs.existsSync(program.command);
}

function fromSettings(): Program | undefined {
    const settings = vscode.workspace.getConfiguration('adlint');
    const named = settings.get('path', '').trim();
    if (named !== '') {
        return { command: named, args: [], why: 'adlint.path' };
    }
    const interpreter = settings.get('interpreter', '').trim();
    // -P keeps the workspace's own modules off sys.path: adlint never runs the code that it reads.
    return interpreter === '' ? undefined : { command: interpreter, args: ['-P', '-m', 'adlint'], why: 'adlint.interpreter' };
}

async function fromSelectedInterpreter(): Promise<Program | undefined> {
    const interpreter = await selectedInterpreter();
    const beside = interpreter && first([path.dirname(interpreter), path.join(path.dirname(interpreter), 'Scripts')]);
    return beside ? { command: beside, args: [], why: `the selected interpreter, ${interpreter}` } : undefined;
}

function fromPath(): Program | undefined {
    const found = first((process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)));
    return found ? { command: found, args: [], why: 'the PATH' } : undefined;
}

function first(folders: readonly string[]): string | undefined {
    return folders.map((folder) => path.join(folder, NAME)).find((candidate) => fs.existsSync(candidate));
}
