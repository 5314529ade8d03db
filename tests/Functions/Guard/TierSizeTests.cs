using System.Text.Json;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>An instance that is missing does not make the number that must go on serving smaller; one that nobody wants any more does, after an hour.</summary>
[Trait("Category", "fast")]
public sealed class TierSizeTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    // Looks are "minute:instances".
    [Theory]
    [InlineData("0:3", 3)]
    [InlineData("0:3 1:2", 3)]
    [InlineData("0:3 1:2 59:2", 3)]
    [InlineData("0:3 1:2 60:2", 2)]
    [InlineData("0:3 1:4", 4)]
    // A replacement adds one for a while. When an hour has gone, those that were there until a moment ago still count.
    [InlineData("0:3 1:2 30:2 58:2 59:1 60:1", 2)]
    [InlineData("0:3 1:2 30:2 58:2 59:1 117:1", 2)]
    [InlineData("0:3 1:2 30:2 58:2 59:1 118:1", 1)]
    [InlineData("0:5 10:3 20:4 61:2", 4)]
    [InlineData("0:5 10:4 20:3 61:2 69:2", 4)]
    [InlineData("0:5 10:4 20:3 61:2 70:2", 3)]
    [InlineData("0:5 10:4 20:3 61:2 80:2", 2)]
    [InlineData("0:3 10:2 61:2 62:3", 3)]
    public void The_most_of_the_last_hour_counts(string looks, int expected)
    {
        TierSize? size = null;
        foreach (string[] look in looks.Split(' ').Select(look => look.Split(':')))
        {
            // As it is stored in between.
            TierSize after = TierSize.After(size, int.Parse(look[1]), Noon.AddMinutes(int.Parse(look[0])));
            size = JsonSerializer.Deserialize<TierSize>(JsonSerializer.Serialize(after));
        }

        Assert.Equal(expected, size!.Total);
    }

    [Fact]
    public void What_is_seen_twice_changes_nothing()
    {
        TierSize first = TierSize.After(TierSize.After(null, 3, Noon), 2, Noon.AddMinutes(1));

        Assert.Same(first, TierSize.After(first, 2, Noon.AddMinutes(5)));
        Assert.NotSame(first, TierSize.After(first, 2, Noon.AddMinutes(6)));
    }
}
