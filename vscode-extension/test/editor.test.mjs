// What people see in a real editor. One window, and the tests in their order: each goes on from what the last one left.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { languageServers, open } from './editor.mjs';
import {
    answer, clickUntil, command, goTo, openFile, pressUntil, problems, showProblems, underlined, webview,
} from './look.mjs';

const PATIENCE_MS = Number(process.env.ADLINT_PATIENCE_MS ?? 60_000);
const FIRST_SQUIGGLE_MS = 20_000; // on a machine that does nothing else
const ACTIVATION_MS = 300;
const PICTURES = process.env.ADLINT_PICTURES; // a folder, if screenshots are to be made anew

let editor;
let page;
let failures = 0;
let isBlind = true; // until a finding was seen: without one there is nothing to wait for

before(async () => {
    editor = await open();
    fs.writeFileSync(path.join(editor.folder, 'long.py'), '# more than a pipe holds\n'.repeat(8000));
    page = editor.page;
    page.setDefaultTimeout(PATIENCE_MS);
});

after(async () => {
    if (failures) {
        console.error(`What the editor wrote down:\n${editor.logs()}`);
    }
    await editor?.close();
});

/** A test that leaves a picture of what stood there when it failed. */
function seen(name, act) {
    test(name, async (context) => {
        try {
            assert.ok(!isBlind || failures === 0, 'no finding is seen in this editor');
            await act(context);
            isBlind = false;
        } catch (error) {
            failures += 1;
            await page.screenshot({ path: path.join(os.tmpdir(), `adlint-failed-${name.replaceAll(' ', '-')}.png`) });
            throw error;
        }
    });
}

async function picture(name) {
    if (PICTURES) {
        await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    }
}

/** What is shown of a 1-based line and column, which has these words in it. */
async function hover(line, column, words) {
    const shown = page.locator('.monaco-hover:visible', { hasText: words });
    for (let tries = 4; ; tries -= 1) { // a hover that is asked for while the editor still draws is lost
        await goTo(page, line, column);
        await command(page, 'Show or Focus Hover');
        try {
            await shown.waitFor({ timeout: 8000 });
            break;
        } catch (error) {
            if (tries === 1) throw error;
            await page.keyboard.press('Escape');
        }
    }
    await sleep(300); // it fades in
    return shown.innerText();
}

async function closeOthers() {
    await page.keyboard.press('Control+1');
    await command(page, 'View: Close Editors in Other Groups'); // pages stand beside
}

/** How much of a core a process gets that wants all of it: 1 where nothing else runs. */
function share() {
    const [began, before] = [performance.now(), process.cpuUsage()];
    while (performance.now() - began < 500);
    const { user, system } = process.cpuUsage(before);
    return Math.min(1, (user + system) / 1000 / (performance.now() - began));
}

/** Milliseconds, told as they were, are at most so many of a core that is there for them alone. */
function within(context, what, took, most) {
    const got = share();
    context.diagnostic(`${what}: ${took} ms, with ${got.toFixed(2)} of a core`);
    assert.ok(took * got <= most, `${what}: ${took} ms`);
}

/** Text after the last line of the editor, as if it had been pasted. */
async function append(added) {
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(added);
}

async function until(holds, patience = PATIENCE_MS) {
    for (const end = Date.now() + patience; !holds(); await sleep(100)) {
        assert.ok(Date.now() < end, String(holds));
    }
}

const text = (name) => fs.readFileSync(path.join(editor.folder, name), 'utf8');

seen('a finding is underlined where it is, soon after the page is there', async (context) => {
    const began = Date.now();
    await page.goto(editor.url);
    await page.locator('.monaco-workbench').waitFor();
    await openFile(page, 'fit.py');
    await page.locator('.monaco-editor .squiggly-warning').first().waitFor();
    const took = Date.now() - began;
    within(context, 'page load to first squiggle', took, FIRST_SQUIGGLE_MS);
    await goTo(page, 31, 12);
    assert.ok((await underlined(page)).includes('open("fit.log", "a")'));
});

seen('the extension is active at once, and its status tells that the server runs', async (context) => {
    await page.locator('[id="status.languageStatus"]').click();
    const status = page.locator('.hover-language-status', { hasText: /adlint \d+\.\d+/ });
    await status.waitFor();
    await page.keyboard.press('Escape');
    await command(page, 'Developer: Show Running Extensions');
    const activation = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'adlint' });
    const [, took] = /Activation: (\d+)ms/.exec(await activation.innerText());
    within(context, 'activation', Number(took), ACTIVATION_MS);
    await page.keyboard.press('Control+w');
    await page.mouse.move(0, 0); // what shows while the pointer is on it goes
});

seen('the Problems panel has it, with its rule and place', async () => {
    await showProblems(page);
    const row = problems(page, 'the file opened here is not closed');
    await row.waitFor();
    assert.match(await row.innerText(), /AD101.*Ln 31, Col 11/s);
});

seen('hovering over it tells what it is', async () => {
    await hover(31, 12, 'the file opened here is not closed');
    await page.keyboard.press('Escape');
});

seen('hovering over a function tells of its tape and of what it reads', async () => {
    assert.match(await hover(22, 6, '7.6 MiB'), /loss: reentrant[^]*use: k, u/);
    await picture('hover');
    await page.keyboard.press('Escape');
});

seen('a lens over a function says what its tape is, and plans it when it is clicked', async () => {
    await goTo(page, 14);
    const lens = page.locator('.codelens-decoration a', { hasText: /^tape 390\.2 KiB · snapshot 7\.4 KiB · checkpoint pays$/ });
    await clickUntil(lens, page.locator('.quick-input-widget .quick-input-title', { hasText: 'the call' }));
    await page.keyboard.press('Escape');
    await command(page, 'Notifications: Clear All Notifications'); // of clicks that the editor lost
});

seen('the call graph is shown', async () => {
    await command(page, 'adlint: Show Call Graph');
    await page.locator('.view-line', { hasText: 'fit.loss' }).first().waitFor();
    await page.keyboard.press('Control+w');
});

/** The file after a quick fix for the finding in its line 31; the finding is gone then, and back in the end. */
async function fixed(title, ...keys) {
    const offered = page.locator('.action-widget .monaco-list-row', { hasText: title });
    await pressUntil(page, 'Control+.', offered, () => goTo(page, 31, 12));
    for (const key of [...keys, 'Enter']) {
        await page.keyboard.press(key);
    }
    await problems(page, 'the file opened here').waitFor({ state: 'detached' });
    const before = text('fit.py');
    await page.keyboard.press('Control+s');
    await until(() => text('fit.py') !== before);
    const after = text('fit.py');
    await page.keyboard.press('Control+z');
    await problems(page, 'the file opened here').waitFor();
    await page.keyboard.press('Control+s');
    await until(() => text('fit.py') === before);
    return after;
}

const OPENED = '    log = open("fit.log", "a")\n    log.write(f"{time.time()}\\n")\n';

seen('a quick fix mends the text, and the finding is gone', async () => {
    const mended = '    with open("fit.log", "a") as log:\n        log.write(f"{time.time()}\\n")\n';
    assert.equal(await fixed('Open it by'), text('fit.py').replace(OPENED, mended));
});

seen('a quick fix ignores a finding, and it is gone', async () => {
    const ignored = OPENED.replace('\n', '  # adlint: ignore[AD101] accepted: say why\n');
    assert.equal(await fixed('Ignore AD101', 'ArrowDown'), text('fit.py').replace(OPENED, ignored));
});

seen('the report shows the tape, under a policy that allows no network', async () => {
    await command(page, 'adlint: Show Report');
    const report = webview(page);
    await report.locator('code', { hasText: 'loss(u=f64[1000], k=f64[1000])' }).waitFor();
    assert.equal(await report.locator('svg polyline.plan').count(), 1);
    assert.match(await report.locator('table').first().innerText(), /jax\s+7\.6 MiB/);
    const policy = await report.locator('meta[http-equiv="Content-Security-Policy"]').first().getAttribute('content');
    assert.match(policy, /^default-src 'none';/);
    const colours = await report.locator('body').evaluate((body) => [getComputedStyle(body).backgroundColor, getComputedStyle(body).color]);
    assert.deepEqual(colours, ['rgb(255, 255, 255)', 'rgb(59, 59, 59)']); // the theme's
    const points = report.locator('figure.choice .point');
    await points.last().click();
    assert.equal(await report.locator('figure.choice figcaption').innerText(), await points.last().getAttribute('data-text'));
    await page.keyboard.press('ArrowLeft');
    const other = points.nth((await points.count()) - 2);
    assert.match(await other.getAttribute('class'), /chosen/);
    assert.equal(await report.locator('figure.choice figcaption').innerText(), await other.getAttribute('data-text'));
    await page.keyboard.press('Control+j'); // room for the page
    await report.locator('svg').first().scrollIntoViewIfNeeded();
    await picture('report');
    await page.keyboard.press('Control+j');
});

seen('the report follows the file, and the theme', async () => {
    const changed = text('fit.py').replace('call(u=f64[1000], k=f64[1000])', 'call(u=f64[500], k=f64[500])');
    fs.writeFileSync(path.join(editor.folder, 'fit.py'), changed);
    await webview(page).locator('code', { hasText: 'loss(u=f64[500], k=f64[500])' }).waitFor();
    editor.change({ 'workbench.colorTheme': 'Default Dark Modern' });
    await webview(page).locator('body.vscode-dark').waitFor();
    const dark = await webview(page).locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    assert.equal(dark, 'rgb(31, 31, 31)');
    await picture('dark');
    editor.change({});
    await closeOthers();
});

seen('a plan is shown, previewed and written', async () => {
    await goTo(page, 25, 9);
    await command(page, 'adlint: Plan Checkpoints for This Function');
    await answer(page, 'the call', 'loss(u=f64[1000], k=f64[1000])');
    await answer(page, 'the budget', '300kB');
    await webview(page).locator('h3', { hasText: 'Where to checkpoint' }).waitFor();
    assert.match(await webview(page).locator('table').first().innerText(), /store all\s+7\.6 MiB[^]*plan\s+249\.6 KiB/);
    await page.locator('.notification-toast .monaco-button', { hasText: 'Preview Changes' }).click();
    await page.locator('.bulk-edit-panel .monaco-list-row').nth(1).waitFor();
    await picture('preview');
    const before = text('fit.py');
    await page.locator('.bulk-edit-panel .monaco-list-row input[type=checkbox]').first().check(); // all of the file
    await page.locator('.bulk-edit-panel .monaco-button', { hasText: 'Apply' }).click();
    await page.locator('.view-line', { hasText: 'jax.checkpoint(block)' }).waitFor();
    await problems(page, 'keeps').waitFor({ state: 'detached' }); // what the plan is a remedy for
    await closeOthers();
    await openFile(page, 'fit.py');
    await page.keyboard.press('Control+s');
    await until(() => text('fit.py') !== before);
    const written = before.replace('= step(u, k)', '= jax.checkpoint(step)(u, k)').replace('= block(u, k)', '= jax.checkpoint(block)(u, k)');
    assert.equal(text('fit.py'), written);
});

/** The server ends at once, and another comes in its place. */
async function kill(server) {
    process.kill(server, 'SIGKILL');
    await until(() => languageServers(editor).length === 1 && languageServers(editor)[0] !== server);
}

seen('a server that is killed while it is written to comes back', async () => {
    const [old] = languageServers(editor);
    process.kill(old, 'SIGSTOP');
    await openFile(page, 'long.py');
    await sleep(500);
    await kill(old);
    await page.keyboard.press('Control+w');
    assert.equal(await page.locator('.notification-toast').count(), 0);
});

seen('a server that is killed comes back, and so do findings', async () => {
    await until(() => languageServers(editor).length === 1);
    const [old] = languageServers(editor);
    await kill(old);
    await append('def told(u):\n    log = open("told.log", "a")\n    log.write("x")\n    return jnp.sum(u * u)\n\ntold_gradient = jax.grad(told)\n');
    await showProblems(page);
    await problems(page, 'not closed in `told`').waitFor();
    await problems(page, 'not closed in `timed`').waitFor();
});

seen('an adlint that is missing is told, with what can be done, and one that is chosen starts', async () => {
    editor.change({ 'adlint.path': '/no/such/adlint' });
    const told = page.locator('.notification-toast', { hasText: 'does not exist: install adlint' });
    await told.locator('.monaco-button', { hasText: 'Choose…' }).waitFor();
    await told.locator('.monaco-button', { hasText: 'Open Settings' }).waitFor();
    assert.deepEqual(languageServers(editor), []);
    assert.equal(await page.locator('.notification-toast', { hasText: 'failed' }).count(), 0);
    await command(page, 'Notifications: Clear All Notifications');
    editor.change({});
    await until(() => languageServers(editor).length === 1);
    await problems(page, 'not closed in `timed`').waitFor();
});

const busy = () => page.locator('[id="status.languageStatus"] .codicon-loading');

seen('the status is busy while the server has files to check', async () => {
    const many = path.join(editor.folder, 'many');
    fs.mkdirSync(many);
    for (let number = 0; number < 40; number++) {
        fs.copyFileSync(path.join(editor.folder, 'fit.py'), path.join(many, `fit${number}.py`));
    }
    await command(page, 'adlint: Restart Server');
    await busy().waitFor();
    await problems(page, 'not closed in `timed`').nth(1).waitFor();
    await busy().waitFor({ state: 'detached' });
    fs.rmSync(many, { recursive: true });
    await problems(page, 'not closed in `timed`').nth(1).waitFor({ state: 'detached' });
});

seen('a server that never answers is given up for another', async () => {
    const mute = path.join(editor.folder, 'mute');
    fs.writeFileSync(mute, '#!/bin/sh\n: > asked\nexec sleep 600\n', { mode: 0o755 });
    editor.change({ 'adlint.path': mute });
    await until(() => fs.existsSync(path.join(editor.folder, 'asked')));
    await busy().waitFor();
    editor.change({});
    await until(() => languageServers(editor).length === 1);
    await problems(page, 'not closed in `timed`').waitFor();
    assert.equal(await page.locator('.notification-toast', { hasText: 'failed' }).count(), 0);
});

seen('a syntax error in one function leaves the findings of the others', async () => {
    await append('def broken(u):\n    return u *\n');
    await problems(page, 'invalid syntax').waitFor();
    await problems(page, 'not closed in `timed`').waitFor();
    await command(page, 'File: Revert File');
    await problems(page, 'invalid syntax').waitFor({ state: 'detached' });
});

seen('settings hold as they change, without a restart', async () => {
    const [server] = languageServers(editor);
    fs.writeFileSync(path.join(editor.folder, 'adlint.toml'), 'ignore = ["AD101"]\n');
    await problems(page, 'not closed').first().waitFor({ state: 'detached' });
    fs.rmSync(path.join(editor.folder, 'adlint.toml'));
    await problems(page, 'not closed in `timed`').waitFor();
    editor.change({ 'adlint.lint.select': ['AD9'], 'adlint.codeLens.enable': false });
    await problems(page, 'not closed').first().waitFor({ state: 'detached' });
    await page.locator('.codelens-decoration').first().waitFor({ state: 'detached' });
    editor.change({ 'adlint.inlayHints.enable': true });
    await goTo(page, 11);
    await page.locator('.view-line', { hasText: /jnp\.tanh\(u\).*\d\.\d\s[KM]iB/ }).waitFor();
    editor.change({});
    await problems(page, 'not closed in `timed`').waitFor();
    assert.deepEqual(languageServers(editor), [server]);
});

seen('hovering over a function whose sizes have names tells a formula', async () => {
    await append('# adlint: call(u=f64[n])\ndef energy(u):\n    return jnp.sum(jnp.sin(u) * u)\n');
    assert.match(await hover(38, 6, 'n B'), /energy[^]*jax\s+16·n B/);
    await page.keyboard.press('Escape');
    await command(page, 'File: Revert File');
});

seen('a finding in a cell of a notebook stands in that cell', async () => {
    await openFile(page, 'explore.ipynb');
    await problems(page, 'not closed in `noisy`').waitFor();
    assert.deepEqual(await underlined(page), ['open("noisy.log", "a")']);
});
