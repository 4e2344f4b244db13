using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Geography;

public sealed class HilbertCurveTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Curve_StepByStep_MovesToANeighbouringCellAndVisitsEachOnce(int order)
    {
        var size = 1 << order;
        var cells = Enumerable.Range(0, size * size)
            .Select(cell => (X: cell % size, Y: cell / size))
            .OrderBy(cell => HilbertCurve.PositionOf(cell.X, cell.Y, order))
            .ToList();

        Assert.Equal(
            Enumerable.Range(0, size * size).Select(position => (long)position),
            cells.Select(cell => HilbertCurve.PositionOf(cell.X, cell.Y, order)));
        Assert.All(
            cells.Zip(cells.Skip(1)),
            step => Assert.Equal(1, Math.Abs(step.First.X - step.Second.X) + Math.Abs(step.First.Y - step.Second.Y)));
    }

    [Fact]
    public void Curve_OfACoarserGrid_HasTheFirstDigitsOfTheFinerOne()
    {
        var fine = HilbertCurve.PositionOf(0b1011010, 0b0110111, 7);

        Assert.Equal(HilbertCurve.PositionOf(0b1011, 0b0110, 4), fine >> 6);
    }
}
