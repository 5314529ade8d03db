using Steadfast.Functions.Console;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Console;

/// <summary>The console counts cache and files from the words of the web servers, and nothing else follows from them.</summary>
[Trait("Category", "fast")]
public sealed class DependencyCountTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly CheckResult Good = CheckResult.Good("it serves");

    // A letter for each web server: used, away, runs without, does not say, is silent.
    [Theory]
    [InlineData("", 0, 0, 0, 0, "")]
    [InlineData("uuu", 3, 0, 0, 0, "")]
    [InlineData("uau", 2, 1, 0, 0, "2")]
    [InlineData("aaa", 0, 3, 0, 0, "1,2,3")]
    [InlineData("www", 0, 0, 3, 0, "")]
    [InlineData("uw?-", 1, 0, 1, 2, "")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaa", 0, 25, 0, 0, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20")]
    public void What_web_servers_say_of_cache_and_files_is_counted(string said, int used, int away, int without, int unknown, string awayFor)
    {
        TierView cache = TierView.Of(Seen(said, "cache"));
        TierView files = TierView.Of(Seen(said, "files"));

        Assert.Equal((used, away, without, unknown, awayFor), Told(cache.Cache));
        Assert.Equal((used, away, without, unknown, awayFor), Told(files.Files));
        Assert.Equal((0, 0, 0, said.Length), (cache.Files.Used, cache.Files.Away, cache.Files.Without, cache.Files.Unknown));
    }

    [Fact]
    public void A_web_server_that_goes_without_both_serves() => Assert.Equal(
        (InstanceState.Serving, 0, 1),
        TierView.Of(Seen("a", "cache")) is var view ? (view.Instances[0].State, view.Fleet.Sick, view.Fleet.Well) : default);

    private static (int Used, int Away, int Without, int Unknown, string AwayFor) Told(DependencyCount count) =>
        (count.Used, count.Away, count.Without, count.Unknown, string.Join(',', count.AwayFor));

    private static TierObservation Seen(string said, string part) =>
        new(Noon, Good, [.. said.Select((letter, index) => One($"{index + 1}") with { Status = Status(letter, part) })]);

    private static InstanceObservation One(string id) => new(id, "1", "10.0.0.1", "Succeeded", false, true, Good, Good, Good);

    private static InstanceStatusReading Status(char letter, string part) => letter switch
    {
        'u' => InstanceStatusReading.Parse($$"""{"{{part}}":"ok"}"""),
        'a' => InstanceStatusReading.Parse($$"""{"{{part}}":"away"}"""),
        'w' => InstanceStatusReading.Parse($$"""{"{{part}}":"none"}"""),
        '?' => InstanceStatusReading.Parse("""{"database":{"state":"ok"}}"""),
        _ => InstanceStatusReading.Unread("it does not answer"),
    };
}
