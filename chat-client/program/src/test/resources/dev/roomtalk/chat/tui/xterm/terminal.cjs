// xterm.js without a window, for XtermTest: each line of standard input is a frame in base64; the answer to each is a line with
// the cursor's row and column, and the cells, separated by U+0001. Arguments: rows, columns, and whether clusters are one.
const { Terminal } = require('@xterm/headless')
const [rows, cols] = process.argv.slice(2, 4).map(Number)
const terminal = new Terminal({ rows, cols, scrollback: 0, allowProposedApi: true })
if (process.argv[4] === 'true') {
  const { UnicodeGraphemesAddon } = require('@xterm/addon-unicode-graphemes')
  terminal.loadAddon(new UnicodeGraphemesAddon())
}
const write = frame => new Promise(done => terminal.write(frame, done))
const cells = () => {
  const all = []
  for (let row = 0; row < rows; row++) {
    const line = terminal.buffer.active.getLine(row)
    for (let column = 0; column < cols; column++) {
      const cell = line.getCell(column)
      all.push(cell.getWidth() === 0 ? '' : cell.getChars() || ' ')
    }
  }
  return all
}
;(async () => {
  await write('\x1b[?7l')
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    await write(Buffer.from(line, 'base64'))
    const { cursorY, cursorX } = terminal.buffer.active
    process.stdout.write([cursorY, cursorX, ...cells()].join('\x01') + '\n')
  }
})()
