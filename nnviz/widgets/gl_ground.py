"""The ground of a race in three dimensions, drawn by OpenGL into an image: all of its cells at once.

Nothing but that image leaves this file, so that no window, and nobody else's painting, depends on OpenGL.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QOffscreenSurface,
    QOpenGLContext,
    QPainter,
    QSurfaceFormat,
)
from PySide6.QtOpenGL import (
    QOpenGLBuffer,
    QOpenGLFramebufferObject,
    QOpenGLFramebufferObjectFormat,
    QOpenGLShader,
    QOpenGLShaderProgram,
)

from nnviz.figures.surface_picture import MESH_DARKER, Cells, SurfacePicture
from nnviz.widgets.gl_error import GlError

_POINTS_PER_PIXEL = 72 / 96
_WITHOUT = (
    "offscreen",
    "minimal",
    "vnc",
    "linuxfb",
)  # platforms that have none, and warn when they are asked
_SAMPLES = 4  # a pixel
_RENDERER, _FLOAT, _TRIANGLES = 0x1F01, 0x1406, 0x0004
_CLEAR, _DEPTH_TEST = 0x4100, 0x0B71  # of colour and depth
_FLOATS = 8  # a corner: place (3), colour (3), place in its cell (2)
_VERTEX = """
attribute vec3 place; attribute vec3 colour; attribute vec2 inside;
varying vec3 shade; varying vec2 cell;
void main() { shade = colour; cell = inside; gl_Position = vec4(place, 1.0); }
"""
_FRAGMENT = """
varying vec3 shade; varying vec2 cell;
uniform float half_line; uniform float darker;
void main() {
    vec2 away = min(cell, 1.0 - cell) / fwidth(cell);
    float line = clamp(0.5 + half_line - min(away.x, away.y), 0.0, 1.0);
    gl_FragColor = vec4(shade * mix(1.0, darker, line), 1.0);
}
"""
# Programs that stand in for a graphics card; Qt's own painter is as fast.
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "swiftshader", "software", "gdi generic", "basic render")
_CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [1, 1], [0, 1]], np.float32)  # of two triangles


def open_gl() -> GlGround:
    """Return what draws by OpenGL on a graphics card.

    Raises
    ------
    GlError
        If there is none.
    """
    ground = GlGround()
    if is_software(ground.renderer):
        ground.close()
        raise GlError(f"{ground.renderer} is no graphics card, and not faster")
    return ground


def is_software(renderer: str) -> bool:
    """Tell whether the name of a renderer is that of a program without a graphics card."""
    return any(name in renderer.lower() for name in _SOFTWARE)


class GlGround(QObject):
    """Draws grounds.

    Attributes
    ----------
    renderer : str
        Who draws, as the driver calls itself.

    Raises
    ------
    GlError
        If there is no OpenGL.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if QGuiApplication.platformName() in _WITHOUT:
            raise GlError("this screen has no OpenGL")
        self._surface = QOffscreenSurface()
        wanted = QSurfaceFormat()
        wanted.setDepthBufferSize(24)
        self._surface.setFormat(wanted)
        self._surface.create()
        self._context = QOpenGLContext(self)
        self._context.setFormat(wanted)
        if not self._context.create() or not self._context.makeCurrent(self._surface):
            raise GlError("no OpenGL could be opened")
        if self._context.isOpenGLES():
            raise GlError("there is only OpenGL ES")
        self.renderer = str(self._context.functions().glGetString(_RENDERER) or "OpenGL")
        self._program = QOpenGLShaderProgram(self)
        stages = (
            (QOpenGLShader.ShaderTypeBit.Vertex, _VERTEX),
            (QOpenGLShader.ShaderTypeBit.Fragment, _FRAGMENT),
        )
        built = all(self._program.addShaderFromSourceCode(stage, code) for stage, code in stages)
        if not built or not self._program.link():
            raise GlError(f"{self.renderer} cannot do it")
        self._buffer = QOpenGLBuffer(QOpenGLBuffer.Type.VertexBuffer)
        self._buffer.create()
        self._paper: QOpenGLFramebufferObject | None = None
        self._context.doneCurrent()

    def painted(self, picture: SurfacePicture, size: QSize, ratio: float) -> QImage:
        """Return a picture's ground and box as pixels.

        Parameters
        ----------
        picture : SurfacePicture
        size : QSize
            In pixels.
        ratio : float
            Pixels to each of the screen's units.

        Raises
        ------
        GlError
            If OpenGL is gone.
        """
        scale = ratio / _POINTS_PER_PIXEL
        width, height = size.width() / scale, size.height() / scale
        cells = self._drawn(picture, size, width, height, scale)
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor(picture.style.surface))
        painter = QPainter(image)
        try:
            painter.scale(scale, scale)
            picture.paint_box(painter, width, height)
            painter.resetTransform()
            painter.drawImage(0, 0, cells)
        finally:
            painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def close(self) -> None:
        """Give back what the driver holds."""
        if self._context.makeCurrent(self._surface):
            self._paper = None
            self._buffer.destroy()
            self._program.removeAllShaders()
            self._context.doneCurrent()

    def _drawn(
        self, picture: SurfacePicture, size: QSize, width: float, height: float, scale: float
    ) -> QImage:
        if not self._context.makeCurrent(self._surface):
            raise GlError(f"{self.renderer} is gone")
        try:
            if self._paper is None or self._paper.size() != size:
                form = QOpenGLFramebufferObjectFormat()
                form.setSamples(_SAMPLES)
                form.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
                self._paper = QOpenGLFramebufferObject(size, form)
            if not self._paper.bind():
                raise GlError(f"{self.renderer} has no room for {size.width()} × {size.height()} pixels")
            self._draw(picture, triangles(picture.cells(width, height), width, height), size, scale)
            self._paper.release()
            return self._paper.toImage()
        finally:
            self._context.doneCurrent()

    def _draw(self, picture: SurfacePicture, corners: np.ndarray, size: QSize, scale: float) -> None:
        gl, program = self._context.functions(), self._program
        gl.glViewport(0, 0, size.width(), size.height())
        gl.glEnable(_DEPTH_TEST)
        gl.glClearColor(0, 0, 0, 0)
        gl.glClear(_CLEAR)
        program.bind()
        program.setUniformValue1f(program.uniformLocation("half_line"), picture.mesh_width * scale / 2)
        program.setUniformValue1f(program.uniformLocation("darker"), 100 / MESH_DARKER)
        self._buffer.bind()
        content = corners.tobytes()
        self._buffer.allocate(content, len(content))
        for name, first, count in (("place", 0, 3), ("colour", 3, 3), ("inside", 6, 2)):
            location = program.attributeLocation(name)
            program.enableAttributeArray(location)
            program.setAttributeBuffer(location, _FLOAT, 4 * first, count, 4 * _FLOATS)
        gl.glDrawArrays(_TRIANGLES, 0, len(corners))
        self._buffer.release()
        program.release()
        gl.glDisable(_DEPTH_TEST)


def triangles(cells: Cells, width: float, height: float) -> np.ndarray:
    """Return the corners of both triangles of every cell that is known, shape ``(n, 8)``."""
    x, y = 2 * cells.places[..., 0] / width - 1, 1 - 2 * cells.places[..., 1] / height
    places = np.stack([x, y, -0.5 * cells.depths], axis=-1)  # nearer is smaller
    four = places[:-1, :-1], places[:-1, 1:], places[1:, 1:], places[1:, :-1]
    triangles = np.stack([four[k] for k in (0, 1, 2, 0, 2, 3)], axis=-2)
    known = np.isfinite(triangles).all(axis=(-1, -2))
    corners = np.empty((*triangles.shape[:3], _FLOATS), np.float32)
    corners[..., :3] = triangles
    corners[..., 3:6] = cells.colours[..., None, :3] / 255
    corners[..., 6:] = _CORNERS
    return np.ascontiguousarray(corners[known].reshape(-1, _FLOATS))
