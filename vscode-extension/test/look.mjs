// What a person does in VS Code, and what stands on the screen then.
import * as path from 'node:path';

const MODIFIER = 'Control';

/** Commands, by their titles. */
export async function command(page, title) {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input.input:visible');
    await input.fill(`>${title}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await page.keyboard.press('Enter');
}

/** A file of the folder, in an editor that has the focus. */
export async function openFile(page, name) {
    await page.keyboard.press(`${MODIFIER}+p`);
    await page.locator('.quick-input-widget input.input:visible').fill(name);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).first().waitFor();
}

/** The cursor at a 1-based line and column of the active editor. */
export async function goTo(page, line, column = 1) {
    await page.keyboard.press(`${MODIFIER}+g`);
    await page.locator('.quick-input-widget input.input:visible').fill(`:${line}:${column}`);
    await page.keyboard.press('Enter');
}

/** What the quick input asks for, answered. */
export async function answer(page, title, text) {
    await page.locator('.quick-input-widget .quick-input-title', { hasText: title }).waitFor();
    await page.locator('.quick-input-widget input.input:visible').fill(text);
    await page.keyboard.press('Enter');
}

/** Keys that are pressed again if nothing comes of them: an editor that still draws loses what it is asked. */
export async function pressUntil(page, keys, appears, before) {
    for (let tries = 0; tries < 4; tries++) {
        await before();
        await page.keyboard.press(keys);
        if (await appears.waitFor({ timeout: 8000 }).then(() => true, () => false)) {
            return;
        }
        await page.keyboard.press('Escape');
    }
    throw new Error(`nothing came of ${keys}`);
}

/** A click that is made again if nothing comes of it: lenses are drawn anew between a press and its release. */
export async function clickUntil(what, appears) {
    for (let tries = 0; tries < 4; tries++) {
        await what.click();
        if (await appears.waitFor({ timeout: 5000 }).then(() => true, () => false)) {
            return;
        }
    }
    throw new Error(`nothing came of clicks on ${what}`);
}

/** The rows of the Problems panel with these words in them. */
export function problems(page, text) {
    return page.locator('.markers-panel .monaco-list-row', { hasText: text });
}

/** The Problems panel, opened if it is not. */
export async function showProblems(page) {
    if (!(await page.locator('.markers-panel').isVisible())) {
        await page.keyboard.press(`${MODIFIER}+Shift+m`);
        await page.locator('.markers-panel').waitFor();
    }
}

/** The texts under squiggles: of each the characters of its line between its left and right edges. */
export async function underlined(page, kind = 'warning') {
    await page.locator(`.monaco-editor .squiggly-${kind}`).first().waitFor();
    const shown = await page.evaluate((name) => [...document.querySelectorAll(`.monaco-editor .${name}`)].map((squiggle) => {
        const { left, right, top, bottom } = squiggle.getBoundingClientRect();
        const inside = (box) => left < (box.left + box.right) / 2 && (box.left + box.right) / 2 < right;
        const line = [...document.querySelectorAll('.monaco-editor .view-line')].find((one) => {
            const box = one.getBoundingClientRect();
            return box.top <= (top + bottom) / 2 && (top + bottom) / 2 <= box.bottom;
        });
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        let text = '';
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            for (let at = 0; at < node.length; at++) {
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                text += inside(range.getBoundingClientRect()) ? node.data[at] : '';
            }
        }
        return text;
    }), `squiggly-${kind}`);
    return shown.map((text) => text.replaceAll('\u00a0', ' ')); // how the editor writes blanks
}

/** The document inside the newest webview. */
export function webview(page) {
    return page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
}
