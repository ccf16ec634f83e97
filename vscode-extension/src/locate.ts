import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

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
    if (!vscode.workspace.isTrusted) {
        return undefined; // an environment inside an untrusted folder is code of that folder
    }
    const interpreter = await selectedInterpreter();
    const beside = interpreter && path.join(path.dirname(interpreter), NAME);
    return beside && fs.existsSync(beside) ? { command: beside, args: [], why: `the selected interpreter, ${interpreter}` } : undefined;
}

function fromPath(): Program | undefined {
    const found = (process.env['PATH'] ?? '')
        .split(path.delimiter)
        .filter((folder) => path.isAbsolute(folder))
        .map((folder) => path.join(folder, NAME))
        .find((candidate) => fs.existsSync(candidate));
    return found ? { command: found, args: [], why: 'the PATH' } : undefined;
}

interface Environment {
    readonly executable: { readonly uri?: vscode.Uri };
}

interface Environments {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<Environment | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
}

/** What the Python extension offers, where there is one: editors built on VS Code may have none. */
export async function environments(): Promise<Environments | undefined> {
    const python = vscode.extensions.getExtension<{ readonly environments?: Environments }>('ms-python.python');
    return python && (await python.activate())?.environments;
}

async function selectedInterpreter(): Promise<string | undefined> {
    const api = await environments();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const environment = await api?.resolveEnvironment(api.getActiveEnvironmentPath(folder));
    return environment?.executable.uri?.fsPath;
}
