//! Which places lie near a point: a grid of one degree, so that a search looks at a few hundred places only.

use crate::domain::place::GeoPoint;

const COLUMNS: usize = 360;
const ROWS: usize = 180;
/// Metres of one degree of latitude.
const DEGREE: f64 = 111_195.0;

/// Indices of places, cell by cell.
#[derive(Debug)]
pub struct Grid {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Grid {
    /// Sorts the places `0..count`, of which `point` tells where they lie, into cells.
    #[must_use]
    pub fn new(count: u32, point: impl Fn(u32) -> GeoPoint) -> Self {
        let mut starts = vec![0_u32; COLUMNS * ROWS + 1];
        for place in 0..count {
            starts[cell(point(place)) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut free = starts.clone();
        let mut places = vec![0; count as usize];
        for place in 0..count {
            let slot = &mut free[cell(point(place))];
            places[*slot as usize] = place;
            *slot += 1;
        }
        Self { starts, places }
    }

    /// The places of every cell that a circle of `metres` around `centre` touches; some lie outside the circle.
    pub fn around(&self, centre: GeoPoint, metres: u32) -> impl Iterator<Item = u32> {
        let reach = f64::from(metres) / DEGREE;
        let (south, north) = (row(centre.lat - reach), row(centre.lat + reach));
        // Degrees of longitude shrink towards the poles; beyond 85 degrees the whole ring is looked at.
        let shrink = (centre.lat.abs() + reach).min(85.0).to_radians().cos();
        let wide = ((reach / shrink).ceil() as usize + 1).min(COLUMNS / 2);
        let middle = column(centre.lng);
        (south..=north).flat_map(move |row| {
            let first = middle + COLUMNS - wide;
            (first..=(first + 2 * wide).min(first + COLUMNS - 1)).flat_map(move |column| {
                let cell = row * COLUMNS + column % COLUMNS;
                self.places[self.starts[cell] as usize..self.starts[cell + 1] as usize].iter().copied()
            })
        })
    }
}

fn row(lat: f64) -> usize {
    ((lat + 90.0).max(0.0) as usize).min(ROWS - 1)
}

fn column(lng: f64) -> usize {
    ((lng + 180.0).max(0.0) as usize).min(COLUMNS - 1)
}

fn cell(point: GeoPoint) -> usize {
    row(point.lat) * COLUMNS + column(point.lng)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_line_divides_nothing() {
        let points = [
            GeoPoint { lat: -17.8, lng: 179.9 },
            GeoPoint { lat: -17.8, lng: -179.9 },
            GeoPoint { lat: 50.0, lng: 8.0 },
        ];
        let grid = Grid::new(3, |i| points[i as usize]);
        let mut near: Vec<u32> = grid.around(points[0], 50_000).collect();
        near.sort_unstable();
        assert_eq!(near, [0, 1]);
    }

    #[test]
    fn the_whole_earth_is_each_place_once() {
        let points = [GeoPoint { lat: 89.0, lng: 0.0 }, GeoPoint { lat: -89.0, lng: 180.0 }];
        let grid = Grid::new(2, |i| points[i as usize]);
        assert_eq!(grid.around(points[0], 20_100_000).count(), 2);
    }
}
