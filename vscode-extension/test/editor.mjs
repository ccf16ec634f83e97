// VS Code in a browser: code-server with the packed extension and a folder, and Debian's Chromium looking at it.
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, '../..');
const CODE_SERVER = path.resolve(process.env.ADLINT_CODE_SERVER ?? path.join(ROOT, 'build/code-server'));
const CHROMIUM = process.env.ADLINT_CHROMIUM ?? '/usr/bin/chromium';
const PYTHON = path.resolve(process.env.ADLINT_PYTHON ?? path.join(ROOT, '.venv/bin/python'));
const START_MS = 60_000;
const LONGEST_LOG = 1500; // characters of each
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
const SETTINGS = {
    'adlint.interpreter': PYTHON,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'extensions.autoCheckUpdates': false,
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.colorTheme': 'Default Light Modern',
    'editor.minimap.enabled': false,
    'editor.accessibilitySupport': 'off',
    'editor.autoIndent': 'none', // what is typed stands as it was typed
    'editor.autoClosingBrackets': 'never',
    'editor.autoClosingQuotes': 'never',
    'files.autoSave': 'off',
    'window.commandCenter': false,
};

/** An editor with a copy of the example project open; `close` ends what was started and removes what was made. */
export async function open() {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), 'adlint-editor-'));
    const folder = path.join(base, 'project');
    fs.cpSync(path.join(HERE, 'project'), folder, { recursive: true });
    const settings = path.join(base, 'user/User/settings.json');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    fs.writeFileSync(settings, JSON.stringify(SETTINGS));
    const { server, url } = await serve(base, folder);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const page = await browser.newPage({ viewport: { width: 1120, height: 700 } });
    const close = async () => {
        await browser.close();
        server.kill();
        await new Promise((resolve) => server.once('exit', resolve));
        fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    };
    return { folder, page, url, server, close, change: (settings) => change(folder, settings), logs: () => logs(path.join(base, 'user/logs')) };
}

/** The ends of what the editor and its extensions wrote down. */
function logs(folder) {
    const written = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.log'));
    const ends = written.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8').trim().slice(-LONGEST_LOG)]);
    return ends.filter(([, end]) => end).map(([name, end]) => `${name}\n${end}`).join('\n\n');
}

/** The folder's own settings become these. */
function change(folder, settings) {
    fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    fs.writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
}

async function serve(base, folder) {
    const program = path.join(CODE_SERVER, 'node_modules/.bin/code-server');
    const places = ['--user-data-dir', path.join(base, 'user'), '--extensions-dir', path.join(base, 'extensions'), '--config', path.join(base, 'none.yaml')];
    // Nothing is asked of any gallery.
    const env = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl": ""}', PYTHONPATH: process.env.PYTHONPATH ?? ROOT };
    execFileSync(program, [...places, '--install-extension', packed()], { env, stdio: 'pipe' });
    const port = await freePort();
    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
    const server = spawn(program, [...places, ...quiet, '--bind-addr', `127.0.0.1:${port}`, folder], { env, stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(200)) {
        if (await fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false)) {
            return { server, url };
        }
    }
    server.kill();
    throw new Error('code-server did not start');
}

export function packed() {
    const extension = path.dirname(HERE);
    const packages = fs.readdirSync(extension).filter((name) => name.endsWith('.vsix'));
    if (packages.length !== 1) {
        throw new Error(`one packed extension is wanted in ${extension}: run npm run package`);
    }
    return path.join(extension, packages[0]);
}

function freePort() {
    return new Promise((resolve) => {
        const probe = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

/** The language servers below the editor's own process: nobody else's. */
export function languageServers(editor) {
    const parents = new Map();
    const found = [];
    for (const name of fs.readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
        try {
            parents.set(Number(name), Number(fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').pop().split(' ')[1]));
            if (/adlint\0server/.test(fs.readFileSync(`/proc/${name}/cmdline`, 'utf8'))) {
                found.push(Number(name));
            }
        } catch {} // it has ended meanwhile
    }
    const below = (process) => process === editor.server.pid || (process > 1 && below(parents.get(process) ?? 0));
    return found.filter(below);
}
