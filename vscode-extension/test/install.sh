#!/usr/bin/env bash
# code-server (VS Code in a browser) into a folder, from the npm registry alone. Needed beforehand, from the distribution:
# chromium, ripgrep, g++, make, python3. Its own installer is not used: it downloads a build of ripgrep.
set -euo pipefail
folder=${1:?target folder}
mkdir -p "$folder"
cd "$folder"
[ -f package.json ] || npm init -y >/dev/null
npm install --ignore-scripts --loglevel=error --no-audit --no-fund code-server@4.99.4 node-gyp@12
export PATH="$PWD/node_modules/.bin:$PATH" # node-pty's postinstall calls `npx node-gyp`
beside=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
[ ! -f "$beside/include/node/node.h" ] || export npm_config_nodedir="$beside" # else node-gyp downloads them from nodejs.org
(
    cd node_modules/code-server/lib/vscode
    npm install --omit=dev --ignore-scripts --loglevel=error --no-audit --no-fund
    npm rebuild --foreground-scripts native-watchdog node-pty @vscode/spdlog @parcel/watcher >rebuild.log 2>&1 || { cat rebuild.log; exit 1; }
    mkdir -p node_modules/@vscode/ripgrep/bin
    ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
    ln -sfn node_modules node_modules.asar
    ln -sfn code-linux.sh bin/remote-cli/code-server
    ln -sfn browser-linux.sh bin/helpers/browser.sh
    cd extensions
    npm install --omit=dev --ignore-scripts --loglevel=error --no-audit --no-fund
)
npm rebuild argon2 --loglevel=error
node_modules/.bin/code-server --version
