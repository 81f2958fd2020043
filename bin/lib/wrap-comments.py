#!/usr/bin/env python3
"""wrap-comments.py [--check] [--limit N] [FILE...]
Re-flows comment paragraphs that have a line over the limit (120 characters; that of .editorconfig); all others stay as they are.
Without files: all .java and .proto files of the git tree that is the working directory. --check only lists the lines.
Java and proto: Javadoc, block comments, and runs of lines that are // comments. Left alone: <pre>...</pre>, tables and drawings
(a line of a paragraph that begins with more than one space or with |, +, <), comments behind code, text blocks and strings.
No word changes; {@link ...} and {@code ...} stay on one line; a line never begins with @ or <p> that did not. Idempotent.
"""
import re, subprocess, sys
args = sys.argv[1:]
check = '--check' in args
limit = int(args[args.index('--limit') + 1]) if '--limit' in args else 120
names = [a for i, a in enumerate(args) if not a.startswith('--') and (i == 0 or args[i - 1] != '--limit')]
if not names:
    names = [f for f in subprocess.check_output(['git', 'ls-files', '-co', '--exclude-standard', '*.java', '*.proto'], text=True).split('\n') if f]
TOKEN = re.compile(r'"""(?:\\.|.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|/\*(?:.|\n)*?\*/|//[^\n]*')

def words(text):
    out = []
    depth = 0
    for w in text.split():
        if (depth > 0 or (out and w.startswith('@'))) and out:
            out[-1] += ' ' + w
        else:
            out.append(w)
        depth = max(0, depth + w.count('{') - w.count('}')) if (depth > 0 or '{@' in w) else 0
    # an inline tag too long for a line is broken after all
    return [p for w in out for p in ([w] if len(w) <= limit - 30 else w.split())]

def fill(text, first, rest):
    lines, line = [], first
    empty = True
    for w in words(text):
        if not empty and len(line) + 1 + len(w) > limit:
            lines.append(line)
            line, empty = rest + w, False
        else:
            line = line + ('' if empty else ' ') + w
            empty = False
    lines.append(line)
    return lines

SEPARATE = re.compile(r'\s*($|<(?!p>|b>|i>|em>|code>|a )|[|+]|[-*•] )')

def javadoc(lines, lead):
    """lines: the comment's lines without the asterisk, each beginning with one space or empty; lead: ' * ' with its indentation."""
    out, i, pre = [], 0, False
    while i < len(lines):
        s = lines[i]
        if '<pre' in s:
            pre = True
        if pre or SEPARATE.match(s) or s.startswith('  '):
            if '</pre' in s:
                pre = False
            item = re.match(r' {1,4}(<li>|[-*•] )', s)
            if not item or pre:
                out.append((lead + s[1:]).rstrip() if s.strip() else lead.rstrip())
                i += 1
                continue
        tag = s.lstrip().startswith('@')
        item = re.match(r' {1,4}(<li>|[-*•] )', s)
        block = [s]
        i += 1
        while i < len(lines):
            t = lines[i]
            deeper = t.startswith('  ')
            if not t.strip() or t.lstrip().startswith(('@', '<p>')) or '<pre' in t:
                break
            if item and (not deeper or SEPARATE.match(t)):
                break
            if not (tag or item) and (deeper or SEPARATE.match(t)):
                break
            if tag and SEPARATE.match(t):
                break
            block.append(t)
            i += 1
        if all(len(lead) - 1 + len(b) <= limit for b in block):
            out += [(lead + b[1:]).rstrip() for b in block]
        else:
            own = re.match(r' ( *)', s).group(1)
            hang = own + ('    ' if tag else '  ' if item else '')
            if len(block) > 1 and (tag or item):
                hang = re.match(r' ( *)', block[1]).group(1)
            out += fill(' '.join(b.strip() for b in block), lead + own, lead + hang)
    return out

def block(comment, indent):
    if all(len(l) <= limit for l in ((' ' * indent) + comment).split('\n')):
        return comment
    doc = comment.startswith('/**')
    body = comment[3 if doc else 2:-2]
    pad = ' ' * indent
    lead = pad + ' * '
    ls = body.split('\n')
    if not all(re.match(r'\s*\*( |$)', l) or not l.strip() for l in ls[1:]):
        return comment
    inner = []
    for k, l in enumerate(ls):
        s = l if k == 0 else re.sub(r'^\s*\*', '', l)
        inner.append((' ' + s.strip() if k == 0 else s).rstrip())
    while inner and not inner[0].strip():
        inner.pop(0)
    while inner and not inner[-1].strip():
        inner.pop()
    return comment[:3 if doc else 2] + '\n' + '\n'.join(javadoc(inner, lead)) + '\n' + pad + ' */'

def wrap(text):
    out, at = [], 0
    # runs of // lines are found line by line, block comments by the tokens
    for m in TOKEN.finditer(text):
        t = m.group(0)
        if t.startswith('/*'):
            start = text.rfind('\n', 0, m.start()) + 1
            before = text[start:m.start()]
            if before.strip() == '':
                out += [text[at:m.start()], block(t, len(before))]
                at = m.end()
    out.append(text[at:])
    text = ''.join(out)
    own = set()   # starts of lines that are // comments, not text in a block
    for m in TOKEN.finditer(text):
        if m.group(0).startswith('//'):
            start = text.rfind('\n', 0, m.start()) + 1
            if not text[start:m.start()].strip():
                own.add(start)
    lines, res, pos, i = text.split('\n'), [], 0, 0
    starts = []
    for l in lines:
        starts.append(pos)
        pos += len(l) + 1
    while i < len(lines):
        if starts[i] not in own:
            res.append(lines[i]); i += 1
            continue
        indent = len(lines[i]) - len(lines[i].lstrip())
        plain = lambda l: re.match(r'\s*// [^\s|+<*-]', l)
        if not plain(lines[i]):
            res.append(lines[i]); i += 1
            continue
        run = [lines[i]]
        i += 1
        while i < len(lines) and starts[i] in own and plain(lines[i]) and len(lines[i]) - len(lines[i].lstrip()) == indent:
            run.append(lines[i]); i += 1
        if all(len(l) <= limit for l in run):
            res += run
        else:
            lead = ' ' * indent + '// '
            res += fill(' '.join(l.strip()[3:] for l in run), lead, lead)
    return '\n'.join(res)

changed = left = 0
for f in names:
    try:
        old = open(f, encoding='utf-8').read()
    except (FileNotFoundError, UnicodeDecodeError):
        continue
    new = wrap(old)
    if new != old:
        changed += 1
        if not check:
            open(f, 'w', encoding='utf-8').write(new)
    for n, l in enumerate((old if check else new).split('\n'), 1):
        if len(l) > limit and re.match(r'\s*(/\*|\*|//)', l):
            left += 1
            print(f'{f}:{n}: {len(l)}')
print(f'{changed} files {"would change" if check else "changed"}, {left} comment lines over {limit}')
