import * as vscode from 'vscode';

interface Environment {
    readonly executable: { readonly uri?: vscode.Uri };
}

interface Environments {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<Environment | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
}

/** The interpreter that the Python extension has selected; none in an untrusted workspace, whose code it may be. */
export async function selectedInterpreter(): Promise<string | undefined> {
    if (!vscode.workspace.isTrusted) {
        return undefined;
    }
    const api = await environments();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const environment = await api?.resolveEnvironment(api.getActiveEnvironmentPath(folder));
    return environment?.executable.uri?.fsPath;
}

/** Calls `act` whenever another interpreter is selected. */
export async function onDidSelectInterpreter(act: () => unknown): Promise<vscode.Disposable | undefined> {
    return (await environments())?.onDidChangeActiveEnvironmentPath(act);
}

/** What the Python extension offers, where there is one: editors built on VS Code may have none, or one that fails. */
async function environments(): Promise<Environments | undefined> {
    const python = vscode.extensions.getExtension<{ readonly environments?: Environments }>('ms-python.python');
    try {
        return python && (await python.activate())?.environments;
    } catch {
        return undefined;
    }
}
