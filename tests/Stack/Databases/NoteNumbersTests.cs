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

    [Theory]
    [InlineData("10 12 20 21", null, 8, 20)]
    [InlineData("20 10 21 12", null, 8, 20)]
    [InlineData("10 12 20 21", 11, 8, 20)]
    [InlineData("10 12 20 21", 15, 5, 20)]
    [InlineData("10", null, 0, null)]
    [InlineData("", 5, 0, null)]
    public void The_longest_gap_is_between_two_acknowledgements(string seconds, int? from, int gap, int? end) =>
        Assert.Equal((TimeSpan.FromSeconds(gap), end is { } back ? At(back) : (DateTimeOffset?)null), NoteNumbers.LongestGap(Numbers(seconds).Select(At), from is { } begin ? At(begin) : null));

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);

    private static int[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
