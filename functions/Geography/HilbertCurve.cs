namespace ServerlessRegistry.Geography;

/// <summary>
/// The Hilbert curve, which visits every cell of a square grid so that cells near on the curve are near on the grid, and a
/// compact area falls into few runs of the curve (D. Hilbert, Über die stetige Abbildung einer Linie auf ein
/// Flächenstück, 1891). Its first digits are those of the coarser grid's curve, so that a cell and all cells in it
/// are one run.
/// </summary>
public static class HilbertCurve
{
    /// <summary>The place of a cell on the curve.</summary>
    /// <param name="x">The cell's column, 0 to 2^order - 1.</param>
    /// <param name="y">The cell's row.</param>
    /// <param name="order">The grid has 2^order columns and rows; at most 31.</param>
    /// <returns>0 to 4^order - 1.</returns>
    public static long PositionOf(int x, int y, int order)
    {
        var position = 0L;
        var state = 0;
        for (var level = order - 1; level >= 0; level--)
        {
            var quadrant = (((x >> level) & 1) << 1) | ((y >> level) & 1);
            position = (position << 2) | (long)DigitOf(state, quadrant);
            state = NextState(state, quadrant);
        }

        return position;
    }

    /// <summary>The digit (0 to 3) of a quadrant, in the order in which the curve passes the quadrants in this state.</summary>
    /// <param name="state">How the curve is turned: 0 at the top, then what <see cref="NextState"/> gives.</param>
    /// <param name="quadrant">Twice the column plus the row, each 0 or 1.</param>
    public static int DigitOf(int state, int quadrant) => Digits[(state * 4) + quadrant];

    /// <summary>The quadrant that the curve passes at a digit (0 to 3) in this state: what <see cref="DigitOf"/> undoes.</summary>
    /// <param name="state">How the curve is turned.</param>
    /// <param name="digit">0 for the quadrant that comes first.</param>
    public static int QuadrantAt(int state, int digit) => Quadrants[(state * 4) + digit];

    /// <summary>How the curve is turned inside a quadrant.</summary>
    /// <param name="state">How it is turned around it.</param>
    /// <param name="quadrant">Twice the column plus the row, each 0 or 1.</param>
    public static int NextState(int state, int quadrant) => States[(state * 4) + quadrant];

    // The four turns: 0 starts toward larger y (0,0 → 0,1 → 1,1 → 1,0), 1 is its mirror image on the diagonal, 2 and 3 are
    // these two from the other end.
    private static ReadOnlySpan<byte> Digits => [0, 1, 3, 2, 0, 3, 1, 2, 2, 3, 1, 0, 2, 1, 3, 0];

    private static ReadOnlySpan<byte> Quadrants => [0, 1, 3, 2, 0, 2, 3, 1, 3, 2, 0, 1, 3, 1, 0, 2];

    private static ReadOnlySpan<byte> States => [1, 0, 3, 0, 0, 2, 1, 1, 2, 1, 2, 3, 3, 3, 0, 2];
}
