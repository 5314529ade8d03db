using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public class WritableSpansTests
{
    /// <summary>A row is "yes at 0-1, no at 10-11": what each server answered, with the times of question and answer.</summary>
    [Theory]
    [InlineData("y0-1 y10-11 n20-21", "n0-1 n10-11 y20-21 y30-31", "")]
    [InlineData("y0-1 y10-11 y20-21", "n0-1 y12-13 y22-23", "13-20")]
    [InlineData("y0-1 y10-11", "y0-1 y10-11", "1-10")]
    [InlineData("y0-1 n10-11 y20-21 y30-31", "n0-1 y12-13 y18-19 n25-26", "")]
    [InlineData("y0-1 y40-41", "n0-1 y20-21 n30-31", "21-21")]
    public void Only_what_is_certain_counts(string first, string second, string overlaps)
    {
        var found = WritableSpans.Overlaps(Spans(first), Spans(second));

        Assert.Equal(overlaps, string.Join(' ', found.Select(each => $"{each.From.TotalMilliseconds}-{each.To.TotalMilliseconds}")));
    }

    private static WritableSpans Spans(string answers)
    {
        WritableSpans spans = new("db");
        foreach (string each in answers.Split(' '))
        {
            double[] times = [.. each[1..].Split('-').Select(double.Parse)];
            spans.Add(TimeSpan.FromMilliseconds(times[0]), TimeSpan.FromMilliseconds(times[1]), each[0] == 'y');
        }

        return spans;
    }
}
