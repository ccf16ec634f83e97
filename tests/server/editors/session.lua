-- Neovim opens a file, waits for what the server finds, mends it, waits again; then asks for hover and symbols.
local command = vim.fn.json_decode(vim.env.ADLINT_COMMAND)
local root = vim.env.ADLINT_ROOT
local out = {}

local function wait(what)
  if not vim.wait(60000, what, 20) then
    print('TIMEOUT')
    vim.cmd('cquit')
  end
end

local function found()
  return vim.tbl_map(function(d)
    return { d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code), d.lnum, d.col, d.end_lnum, d.end_col }
  end, vim.diagnostic.get(0))
end

vim.cmd('edit ' .. root .. '/noisy.py')
local id = vim.lsp.start_client({ name = 'adlint', cmd = command, root_dir = root })
vim.lsp.buf_attach_client(0, id)
wait(function() return #vim.diagnostic.get(0) > 0 end)
out.first = found()

local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', {
  textDocument = vim.lsp.util.make_text_document_params(),
  position = { line = 3, character = 5 },
}, 60000)
out.hover = answers[id].result.contents.value
answers = vim.lsp.buf_request_sync(0, 'textDocument/documentSymbol', {
  textDocument = vim.lsp.util.make_text_document_params(),
}, 60000)
out.symbols = vim.tbl_map(function(s) return s.name end, answers[id].result)

vim.api.nvim_buf_set_lines(0, 4, 5, false, { "    '\240\159\152\128'; return u * 2.0" })
wait(function() return #vim.diagnostic.get(0) == 0 end)
vim.api.nvim_buf_set_lines(0, 4, 5, false, { "    '\240\159\152\128'; return u * np.random.rand()" })
wait(function() return #vim.diagnostic.get(0) > 0 end)
out.last = found()
io.stdout:write(vim.fn.json_encode(out) .. '\n')
vim.lsp.stop_client(id)
vim.wait(500, function() return false end)
vim.cmd('qall!')
