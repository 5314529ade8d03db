using System.Text.Json;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Platform;

[Trait("Category", "fast")]
public sealed class InstanceStatusReadingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_status_is_read_whole() => Assert.Equal(
        new InstanceStatusReading(DatabaseView.ReadOnly, Noon, "1290", null) { Cache = DependencyView.Used, Files = DependencyView.Away },
        InstanceStatusReading.Parse("""{"instance":"web-1","database":{"state":"readOnly","since":"2026-11-20T13:00:00+01:00","error":"1290","latencyMs":3},"cache":"ok","files":"away"}"""));

    [Theory]
    [InlineData("ok", DatabaseView.Ok)]
    [InlineData("unreachable", DatabaseView.Unreachable)]
    [InlineData("readOnly", DatabaseView.ReadOnly)]
    [InlineData("READONLY", DatabaseView.ReadOnly)]
    [InlineData("slow", DatabaseView.Slow)]
    [InlineData("none", DatabaseView.None)]
    [InlineData("on fire", DatabaseView.Unknown)]
    public void Every_state_has_its_meaning_and_another_one_has_none(string state, DatabaseView meaning) =>
        Assert.Equal(new InstanceStatusReading(meaning, null, null, null), InstanceStatusReading.Parse($$$"""{"database":{"state":"{{{state}}}"}}"""));

    [Theory]
    [InlineData("\"ok\"", DependencyView.Used)]
    [InlineData("\"OK\"", DependencyView.Used)]
    [InlineData("\"away\"", DependencyView.Away)]
    [InlineData("\"none\"", DependencyView.None)]
    [InlineData("\"on fire\"", DependencyView.Unknown)]
    [InlineData("\"\"", DependencyView.Unknown)]
    [InlineData("\"\\ud800\"", DependencyView.Unknown)]
    [InlineData("null", DependencyView.Unknown)]
    [InlineData("7", DependencyView.Unknown)]
    [InlineData("true", DependencyView.Unknown)]
    [InlineData("[\"ok\"]", DependencyView.Unknown)]
    [InlineData("{\"state\":\"ok\"}", DependencyView.Unknown)]
    public void What_it_can_do_without_is_read_word_for_word_and_is_unknown_else(string said, DependencyView meaning)
    {
        InstanceStatusReading read = InstanceStatusReading.Parse($$"""{"cache":{{said}},"files":{{said}}}""");

        Assert.Equal((meaning, meaning, DatabaseView.Unknown), (read.Cache, read.Files, read.Database));
    }

    [Fact]
    public void What_it_can_do_without_stands_in_no_history()
    {
        string kept = JsonSerializer.Serialize(InstanceStatusReading.Parse("""{"database":{"state":"ok"},"cache":"away","files":"away"}"""));

        Assert.Equal("""{"Database":"Ok","Since":null,"Error":null,"Problem":null}""", kept);
    }

    [Theory]
    [InlineData("up", DatabaseView.Ok)]
    [InlineData("down", DatabaseView.Unreachable)]
    [InlineData("unknown", DatabaseView.Unknown)]
    public void The_earlier_shape_is_read_too(string state, DatabaseView meaning) => Assert.Equal(
        meaning, InstanceStatusReading.Parse($$"""{"dependencies":[{"name":"cache","state":"up"},{"name":"database","state":"{{state}}","error":null}]}""").Database);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"dependencies":[]}""")]
    [InlineData("""{"dependencies":["database"]}""")]
    [InlineData("""{"database":null}""")]
    [InlineData("""{"database":{"state":5,"since":"yesterday","error":{}}}""")]
    public void What_it_does_not_say_is_unknown(string json) =>
        Assert.Equal(new InstanceStatusReading(DatabaseView.Unknown, null, null, null), InstanceStatusReading.Parse(json));

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("{\"database\":{\"state\":\"ok\"")]
    public void What_is_not_JSON_could_not_be_read(string text) =>
        Assert.Equal(InstanceStatusReading.Unread("its status is not JSON"), InstanceStatusReading.Parse(text));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void A_time_of_another_age_is_none(string since) =>
        Assert.Equal(new InstanceStatusReading(DatabaseView.Unreachable, null, null, null), InstanceStatusReading.Parse($$$"""{"database":{"state":"unreachable","since":"{{{since}}}"}}"""));

    [Theory]
    [InlineData("Access denied; DB_PASSWORD=hunter2hunter2", "Access denied; DB_PASSWORD=(masked)")]
    [InlineData("cannot use Server=db;Uid=app;Pwd=hunter2;Port=3306", "cannot use Server=db;Uid=app;Pwd=(masked);Port=3306")]
    [InlineData("\\u001b[31mred\\u0007", "red")]
    [InlineData("Can't connect to MySQL server on '10.0.0.4' (111)", "Can't connect to MySQL server on '10.0.0.4' (111)")]
    public void An_error_holds_no_secret_and_nothing_that_steers_a_terminal(string error, string shown) =>
        Assert.Equal(shown, InstanceStatusReading.Parse($$$"""{"database":{"state":"unreachable","error":"{{{error}}}"}}""").Error);

    [Fact]
    public void A_long_error_is_cut() =>
        Assert.Equal(200, InstanceStatusReading.Parse($$$"""{"database":{"state":"slow","error":"{{{string.Concat(Enumerable.Repeat("it fails ", 500))}}}"}}""").Error!.Length);
}
