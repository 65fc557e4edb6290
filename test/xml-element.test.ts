import { expect, test } from 'vitest'
import { elementAt, elementsIn, readXmlElement } from '../shared/xml-element.ts'

test('an element of XML is read with those within it, by names without prefix', () => {
  const read =
    readXmlElement('<?xml?> <d:a x="1"> <d:b>one</d:b><!-- <b>no</b> --><c/><b y=\'2\'>t<![CDATA[<w>]]>o</b ></d:a> <z>', 8) ?? undefined
  expect(read?.name).toBe('a')
  expect(elementsIn(read, 'b').map(({ text }) => text)).toEqual(['one', 't<w>o'])
  expect(elementAt(read, 'c')).toEqual({ name: 'c', children: [], text: '' })
  expect(elementAt(read, 'c', 'b')).toBeUndefined()
})

test('an element without its end closes with the one around it, an end without its beginning is passed over', () => {
  const read = readXmlElement('<a><b>one</x><c>two</a>', 0) ?? undefined
  expect([elementAt(read, 'b')?.text, elementAt(read, 'b', 'c')?.text]).toEqual(['one', 'two'])
})

test.each(['<a><b></b>', '<a', '<a><!DOCTYPE b></a>', '<a><!-- </a>', '<a><![CDATA[</a>', 'a', ''])('%s is no element', (xml) => {
  expect(readXmlElement(xml, 0)).toBeNull()
})
