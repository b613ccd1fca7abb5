'use strict';

// The Spark convention (https://wiki.open311.org/JSON_and_XML_Conversion): the root has no name, an element whose children
// are all of one kind is an array even if there is only one of them, an empty element is null, other text is itself.

const { XMLParser } = require('fast-xml-parser');

const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, trimValues: false, ignoreDeclaration: true, htmlEntities: true });

function convert(nodes) {
  const children = nodes.filter((node) => !('#text' in node));
  if (children.length === 0) {
    const text = nodes.map((node) => node['#text']).join('');
    return text === '' ? null : typed(text);
  }

  const names = new Set(children.map(nameOf));
  if (names.size === 1) {
    return children.map((child) => convert(child[nameOf(child)]));
  }

  return Object.fromEntries(children.map((child) => [nameOf(child), convert(child[nameOf(child)])]));
}

function nameOf(node) {
  return Object.keys(node).find((key) => key !== ':@');
}

// As JavaScript would write it, so that identifiers such as 006 stay text.
function typed(text) {
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }

  return String(Number(text)) === text && text !== 'NaN' ? Number(text) : text;
}

exports.parseXml = (xml) => {
  const root = parser.parse(xml)[0];
  return convert(root[nameOf(root)]);
};
