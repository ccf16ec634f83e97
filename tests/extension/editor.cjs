// A pretended editor: just enough of the `vscode` module for an extension to start, show a document's diagnostics and stop.
// node editor.cjs BUNDLE DOCUMENT SETTINGS INTERPRETER TRUSTED; every line that it prints is an event, as JSON.
const fs = require('node:fs');
const Module = require('node:module');

const [bundle, file, settings, interpreter, trusted] = process.argv.slice(2);
const configuration = JSON.parse(settings);
const tell = (kind, what) => console.log(JSON.stringify({ kind, what }));
const disposable = { dispose() {} };
const commands = {};
let shown = () => {};

class EventEmitter {
    listeners = [];
    event = (listener) => (this.listeners.push(listener), disposable);
    fire(value) { this.listeners.forEach((listener) => listener(value)); }
    dispose() {}
}

class CancellationTokenSource {
    token = { isCancellationRequested: false, onCancellationRequested: () => disposable };
    cancel() {}
    dispose() {}
}

class Diagnostic {
    constructor(range, message) { Object.assign(this, { range, message }); }
}

class Uri {
    constructor(path) { Object.assign(this, { scheme: 'file', path, fsPath: path }); }
    toString() { return `file://${this.path}`; }
    static file(path) { return new Uri(path); }
    static parse(text) { return new Uri(text.replace('file://', '')); }
}

class TabInputText {
    constructor(shownUri) { this.uri = shownUri; }
}

const uri = Uri.file;
const document = { uri: uri(file), fileName: file, languageId: 'python', version: 1, getText: () => fs.readFileSync(file, 'utf8') };
const diagnostics = {
    set: (_where, found) => { tell('diagnostics', found.map((one) => one.message)); shown(); },
    clear() {}, delete() {}, dispose() {},
};
const tab = { input: new TabInputText(document.uri) };
const output = { append() {}, appendLine: (line) => tell('output', line), show() {}, dispose() {} };
const environments = {
    getActiveEnvironmentPath: () => ({ path: interpreter }),
    resolveEnvironment: async () => ({ executable: { uri: uri(interpreter) } }),
    onDidChangeActiveEnvironmentPath: () => disposable,
};

// What nobody asked about answers to everything: any name, any call, any `new`.
const anything = () => new Proxy(function () {}, {
    get: (target, name) => (name === 'then' ? undefined : name in target ? target[name] : typeof name === 'symbol' ? undefined : anything()),
    apply: () => anything(),
    construct: () => ({}),
});
const part = (known) => new Proxy(known, {
    get: (target, name) => (name in target ? target[name] : /^on(Did|Will)/.test(String(name)) ? () => disposable : name === 'then' ? undefined : anything()),
});

const vscode = part({
    version: '1.91.0', EventEmitter, CancellationTokenSource, Diagnostic,
    Uri, TabInputText,
    commands: part({ registerCommand: (name, run) => ((commands[name] = run), disposable) }),
    env: part({ appName: 'pretended', language: 'en' }),
    extensions: part({ getExtension: () => (interpreter ? { activate: async () => ({ environments }) } : undefined) }),
    l10n: { t: (text) => text },
    languages: part({ createDiagnosticCollection: () => diagnostics, match: () => 10 }),
    window: part({
        activeTextEditor: undefined, visibleTextEditors: [], state: { focused: true },
        tabGroups: part({ all: [{ tabs: [tab] }], activeTabGroup: { activeTab: tab } }),
        createOutputChannel: () => output,
        showErrorMessage: async (message, ...buttons) => tell('error', [message, ...buttons]),
    }),
    workspace: part({
        isTrusted: trusted !== 'false', workspaceFolders: undefined, textDocuments: [document], notebookDocuments: [],
        getConfiguration: (section) => ({ get: (key, otherwise) => configuration[`${section}.${key}`] ?? otherwise }),
    }),
});

const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));

async function main() {
    const extension = require(bundle);
    const first = new Promise((resolve) => (shown = resolve));
    await extension.activate({ subscriptions: [] });
    if (configuration.wait) {
        await first;
        await commands['adlint.restart']();
    }
    await extension.deactivate();
    tell('commands', Object.keys(commands));
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
