import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import {
    CloseAction, ErrorAction, type ErrorHandler, ExecuteCommandRequest, LanguageClient, type DynamicFeature, type LanguageClientOptions,
    RevealOutputChannelOn, type StaticFeature,
} from 'vscode-languageclient/node';
import { isMissing, locate, type Program } from './locate';
import { offer } from './missing';
import { Status } from './status';

/** The server of this window; starts and stops come one after the other. */
export class Server implements vscode.Disposable {
    private readonly status = new Status();
    private client: LanguageClient | undefined;
    private last: Promise<void> = Promise.resolve();
    private starts = 0; // that were asked for
    private process: ChildProcess | undefined; // of the client

    constructor(private readonly output: vscode.OutputChannel) {}

    restart(): Promise<void> {
        const start = ++this.starts;
        this.giveUp();
        return (this.last = this.last.then(() => this.startAgain(start)));
    }

    async stop(): Promise<void> {
        this.giveUp();
        await this.last;
        await this.end();
    }

    /** What the server answers to one of its commands. */
    async execute(command: string, ...given: unknown[]): Promise<unknown> {
        if (!this.client?.isRunning()) {
            throw new Error('The adlint server does not run.');
        }
        return this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    }

    dispose(): void {
        this.status.dispose();
    }

    private async startAgain(start: number): Promise<void> {
        try {
            await this.end();
            const program = await locate();
            await (program && !isMissing(program) ? this.start(program, start) : this.miss(program));
        } catch (error) {
            this.output.appendLine(`The server did not start: ${error}`); // the client has told the user
        }
    }

    /** A server that has not answered yet may never do so: what comes after it does not wait. */
    private giveUp(): void {
        if (!this.client?.isRunning()) {
            this.process?.kill('SIGKILL');
        }
    }

    private async end(): Promise<void> {
        const { client, process } = this;
        this.client = this.process = undefined;
        try {
            await (client?.isRunning() && client.dispose());
        } finally {
            process?.kill(); // where it has not ended by itself
        }
    }

    private async start(program: Program, start: number): Promise<void> {
        const args = [...program.args, 'server', ...vscode.workspace.getConfiguration('adlint').get<string[]>('args', [])];
        this.output.appendLine(`Starting ${program.command} ${args.join(' ')} (from ${program.why})`);
        const isWanted = (): boolean => start === this.starts;
        this.client = new Client(async () => (this.process = await launch(program.command, args)), this.options(isWanted), isWanted);
        this.status.follow(this.client);
        const before = performance.now();
        await this.client.start();
        this.output.appendLine(`The server answered after ${Math.round(performance.now() - before)} ms`);
    }

    private miss(program: Program | undefined): void {
        const what = program ? `${program.command}, which ${program.why} names, does not exist` : 'adlint was not found';
        const message = `${what}: install adlint with \`pip install adlint\`, or name it in the settings.`;
        this.output.appendLine(message);
        this.status.missing();
        void offer(message);
    }

    private options(isWanted: () => boolean): LanguageClientOptions {
        return {
            documentSelector: ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ scheme, language: 'python' })),
            synchronize: { configurationSection: 'adlint' },
            outputChannel: this.output,
            revealOutputChannelOn: RevealOutputChannelOn.Never, // a request that failed is not worth a notification
            initializationFailedHandler: (error) => {
                void (isWanted() && vscode.window.showErrorMessage(`The adlint server did not start: ${error.message ?? error}`));
                return false;
            },
            middleware: {
                handleWorkDoneProgress: this.status.handleWorkDoneProgress,
                // a setting may be one that starts another server: the old one is not told
                workspace: { didChangeConfiguration: async (sections, next) => (isWanted() ? next(sections) : undefined) },
            },
        };
    }
}

/**
 * A client whose server is not started again once another is wanted, and that leaves the server's commands alone: those of
 * an editor are registered by this extension, once. Of a server that cannot be written to, only the end counts, which starts
 * another: it has just ended, and to shut it down, as is usual, would race with that.
 */
class Client extends LanguageClient {
    constructor(run: () => Promise<ChildProcess>, options: LanguageClientOptions, private readonly isWanted: () => boolean) {
        super('adlint', 'adlint', run, options);
    }

    override createDefaultErrorHandler(mostRestarts?: number): ErrorHandler {
        const usual = super.createDefaultErrorHandler(mostRestarts);
        return {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            closed: () => (this.isWanted() ? usual.closed() : { action: CloseAction.DoNotRestart, handled: true }),
        };
    }

    override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
        if (!('registrationType' in feature) || feature.registrationType.method !== 'workspace/executeCommand') {
            super.registerFeature(feature);
        }
    }
}

/** The process of a program, once it runs; its folder is the workspace's, where that is a folder of this machine. */
function launch(command: string, args: readonly string[]): Promise<ChildProcess> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const process = spawn(command, args, { cwd: folder && fs.existsSync(folder) ? folder : undefined });
    return new Promise((resolve, reject) => {
        process.once('spawn', () => resolve(process));
        process.on('error', reject);
    });
}
