//! SVG to PNG, with the font that comes along and nothing of the machine.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// The family of both faces.
pub(super) const FAMILY: &str = "Inter";
const FACES: [&[u8]; 2] = [include_bytes!("fonts/Inter-Regular.otf"), include_bytes!("fonts/Inter-SemiBold.otf")];

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for face in FACES {
        fonts.load_font_data(face.to_vec());
    }
    Arc::new(fonts)
});

/// Why there is no picture. Only a fault of ours: trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The SVG cannot be read.
    #[error("the drawing cannot be read: {0}")]
    Drawing(#[from] resvg::usvg::Error),
    /// Larger than can be held.
    #[error("a picture of {0} by {1} pixels is too large")]
    TooLarge(u32, u32),
    /// The bytes cannot be written.
    #[error("the picture cannot be written: {0}")]
    Encoding(String),
}

/// Draws an SVG at `scale` pixels a unit. Takes tens of milliseconds: not for a thread that others wait for.
///
/// # Errors
/// [`PngError`], for a drawing that is not ours.
pub fn png(svg: &str, scale: u8) -> Result<Vec<u8>, PngError> {
    let options = Options { fontdb: Arc::clone(&FONTS), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let factor = f32::from(scale.max(1));
    let size = tree.size().to_int_size().scale_by(factor).ok_or(PngError::TooLarge(0, 0))?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(PngError::TooLarge(size.width(), size.height()))?;
    resvg::render(&tree, Transform::from_scale(factor, factor), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError::Encoding(error.to_string()))
}
