import * as vscode from 'vscode';
import {
    ExecuteCommandRequest, LanguageClient, type DynamicFeature, type LanguageClientOptions, type StaticFeature,
} from 'vscode-languageclient/node';
import { isMissing, locate, type Program } from './locate';
import { offer } from './missing';
import { Status } from './status';

/** The server of this window; starts and stops come one after the other. */
export class Server implements vscode.Disposable {
    private readonly status = new Status();
    private client: LanguageClient | undefined;
    private last: Promise<void> = Promise.resolve();

    constructor(private readonly output: vscode.OutputChannel) {}

    restart(): Promise<void> {
        return (this.last = this.last.then(() => this.startAgain()));
    }

    async stop(): Promise<void> {
        await this.last;
        await this.client?.dispose();
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

    private async startAgain(): Promise<void> {
        try {
            await this.client?.dispose();
            this.client = undefined;
            const program = await locate();
            await (program && !isMissing(program) ? this.start(program) : this.miss(program));
        } catch (error) {
            this.output.appendLine(`The server did not start: ${error}`); // the client has told the user
        }
    }

    private async start(program: Program): Promise<void> {
        const args = [...program.args, 'server', ...vscode.workspace.getConfiguration('adlint').get<string[]>('args', [])];
        this.output.appendLine(`Starting ${program.command} ${args.join(' ')} (from ${program.why})`);
        this.client = new Client('adlint', 'adlint', { command: program.command, args }, this.options());
        this.status.follow(this.client);
        const before = performance.now();
        await this.client.start();
        this.output.appendLine(`The server answered after ${Math.round(performance.now() - before)} ms`);
    }

    /** What is for the server that runs now, once it is known whether another one takes its place. */
    private async unlessRestarted(act: () => Promise<void>): Promise<void> {
        const client = this.client;
        await this.last;
        if (client === this.client && client?.isRunning()) {
            await act();
        }
    }

    private miss(program: Program | undefined): void {
        const what = program ? `${program.command}, which ${program.why} names, does not exist` : 'adlint was not found';
        const message = `${what}: install adlint with \`pip install adlint\`, or name it in the settings.`;
        this.output.appendLine(message);
        this.status.missing();
        void offer(message);
    }

    private options(): LanguageClientOptions {
        return {
            documentSelector: ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ scheme, language: 'python' })),
            synchronize: { configurationSection: 'adlint' },
            outputChannel: this.output,
            middleware: {
                handleWorkDoneProgress: this.status.handleWorkDoneProgress,
                workspace: { didChangeConfiguration: (sections, next) => this.unlessRestarted(() => next(sections)) },
            },
        };
    }
}

/** A client that leaves the server's commands alone: those of an editor are registered by this extension, once. */
class Client extends LanguageClient {
    override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
        if (!('registrationType' in feature) || feature.registrationType.method !== 'workspace/executeCommand') {
            super.registerFeature(feature);
        }
    }
}
