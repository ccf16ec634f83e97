import * as vscode from 'vscode';
import { type LanguageClient, type Middleware, State } from 'vscode-languageclient/node';

const OUTPUT = { title: 'Show Output', command: 'adlint.showOutput' };
const RESTART = { title: 'Restart', command: 'adlint.restart' };
const CHOOSE = { title: 'Choose…', command: 'adlint.choose' };

/** The item in the language status of Python files: whether the server runs, and whether it is at work. */
export class Status implements vscode.Disposable {
    private readonly item = vscode.languages.createLanguageStatusItem('adlint.server', { language: 'python' });
    private readonly work = new Set<string | number>();

    constructor() {
        this.item.name = 'adlint';
    }

    /** Progress that the server tells of; what it stands for is shown by the editor itself. */
    readonly handleWorkDoneProgress: NonNullable<Middleware['handleWorkDoneProgress']> = (token, params, next) => {
        if (params.kind === 'end') {
            this.work.delete(token);
        } else {
            this.work.add(token);
        }
        this.item.busy = this.work.size > 0;
        next(token, params);
    };

    follow(client: LanguageClient): void {
        client.onDidChangeState(({ newState }) => this.show(newState, client.initializeResult?.serverInfo?.version));
    }

    missing(): void {
        this.set('adlint was not found', false, CHOOSE, vscode.LanguageStatusSeverity.Error);
    }

    dispose(): void {
        this.item.dispose();
    }

    private show(state: State, version: string | undefined): void {
        this.work.clear();
        switch (state) {
            case State.Starting:
                return this.set('adlint starts', true, OUTPUT);
            case State.Running:
                return this.set(`adlint ${version ?? ''}`.trimEnd(), false, OUTPUT);
            case State.Stopped:
                return this.set('adlint has stopped', false, RESTART, vscode.LanguageStatusSeverity.Warning);
        }
    }

    private set(text: string, busy: boolean, command: vscode.Command, severity = vscode.LanguageStatusSeverity.Information): void {
        Object.assign(this.item, { busy, text, command, severity });
        void vscode.commands.executeCommand('setContext', 'adlint.running', command === OUTPUT && !busy);
    }
}
