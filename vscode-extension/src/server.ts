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
    private starts = 0; // that were asked for

    constructor(private readonly output: vscode.OutputChannel) {}

    restart(): Promise<void> {
        const start = ++this.starts;
        return (this.last = this.last.then(() => this.startAgain(start)));
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

    private async startAgain(start: number): Promise<void> {
        try {
            await this.client?.dispose();
            this.client = undefined;
            const program = await locate();
            await (program && !isMissing(program) ? this.start(program, start) : this.miss(program));
        } catch (error) {
            this.output.appendLine(`The server did not start: ${error}`); // the client has told the user
        }
    }

    private async start(program: Program, start: number): Promise<void> {
        const args = [...program.args, 'server', ...vscode.workspace.getConfiguration('adlint').get<string[]>('args', [])];
        this.output.appendLine(`Starting ${program.command} ${args.join(' ')} (from ${program.why})`);
        this.client = new Client('adlint', 'adlint', { command: program.command, args }, this.options(start));
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

    private options(start: number): LanguageClientOptions {
        return {
            documentSelector: ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ scheme, language: 'python' })),
            synchronize: { configurationSection: 'adlint' },
            outputChannel: this.output,
            middleware: {
                handleWorkDoneProgress: this.status.handleWorkDoneProgress,
                // a setting may be one that starts another server: the old one is not told
                workspace: { didChangeConfiguration: async (sections, next) => (start === this.starts ? next(sections) : undefined) },
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
