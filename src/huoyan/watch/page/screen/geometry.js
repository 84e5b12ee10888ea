// Whether the edges of a polygon have more in common than their corners.

const turn = ([ax, ay], [bx, by], [px, py]) => (bx - ax) * (py - ay) - (by - ay) * (px - ax);

const within = ([ax, ay], [bx, by], [px, py]) =>
  Math.min(ax, bx) <= px && px <= Math.max(ax, bx) && Math.min(ay, by) <= py && py <= Math.max(ay, by);

const meet = ([a, b], [c, d]) => {
  const [one, two, three, four] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (one * two < 0 && three * four < 0) return true;
  return (one === 0 && within(a, b, c)) || (two === 0 && within(a, b, d))
    || (three === 0 && within(c, d, a)) || (four === 0 && within(c, d, b));
};

/** closed: its last corner is joined to its first. */
export const crossesItself = (points, closed) => {
  const edges = points.slice(1).map((point, at) => [points[at], point]);
  if (closed) edges.push([points.at(-1), points[0]]);
  return edges.some((one, at) => edges.slice(at + 2).some((other, later) => {
    const neighbours = closed && at === 0 && at + 2 + later === edges.length - 1;
    return !neighbours && meet(one, other);
  }));
};
