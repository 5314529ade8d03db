using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Stack.Tests.Databases;

public class NoteNumbersTests
{
    [Theory]
    [InlineData("1 2 3", "n-r-1 n-r-2 n-r-3", "", "", 0)]
    [InlineData("1 2 3", "n-r-1 n-r-3", "2", "", 0)]
    [InlineData("1 2", "n-r-1 n-r-2 n-r-2 n-r-9 n-r-9", "", "2 9", 1)]
    [InlineData("1", "n-r-1 n-r-4 n-r-5", "", "", 2)]
    [InlineData("1", "n-other-1 n-r-x hello n-r- n-r-1", "", "", 0)]
    [InlineData("", "", "", "", 0)]
    public void What_was_acknowledged_is_compared_with_what_is_stored(
        string acknowledged, string stored, string lost, string duplicated, int unacknowledged)
    {
        int[] numbers = Numbers(acknowledged);

        var found = NoteNumbers.Compare("r", numbers, stored.Split(' '));

        Assert.Equal(
            (numbers.Length, lost, duplicated, unacknowledged),
            (found.Acknowledged, string.Join(' ', found.Lost), string.Join(' ', found.Duplicated), found.StoredUnacknowledged));
    }

    private static int[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
