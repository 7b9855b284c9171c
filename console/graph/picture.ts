/** The graph as a file to keep: the same SVG that `stepwell graph` writes, or a PNG made from it. */
import { type Drawing, svgText, type Theme } from '../../src/graph/index.ts';

/** Fine enough for a screen of high density. */
const PNG_SCALE = 2;

export function downloadSvg(drawing: Drawing, theme: Theme): void {
  download(new Blob([svgText(drawing, theme)], { type: 'image/svg+xml' }), 'workflow.svg');
}

export async function downloadPng(drawing: Drawing, theme: Theme): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(drawing, theme))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * PNG_SCALE;
  canvas.height = image.height * PNG_SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (png !== null) download(png, 'workflow.png');
}

function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
