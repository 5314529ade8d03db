using System.Net;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The control plane says what is not so.</summary>
[Trait("Category", "fast")]
public sealed class AlteredAnswersTests
{
    private const string List = $"{TestStack.Set}/virtualMachines?api-version=2023-07-01";
    private const string Restart = $"{TestStack.Set}/virtualMachines/1/restart?api-version=2023-07-01";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lie_changes_what_it_means_to_change_and_nothing_beside_it()
    {
        await using var stack = await TestStack.StartAsync();
        var truth = await ReadAsync(stack, List);
        stack.Emulator.Answers.Tell(new("GET", "*/virtualMachines") { Json = body => body["value"]![0]!["zones"] = null });

        var told = await ReadAsync(stack, List);
        var other = await stack.Http.GetAsync($"{TestStack.Set}?api-version=2023-07-01", Ct);
        stack.Emulator.Answers.TakeBack();
        var after = await ReadAsync(stack, List);

        Assert.Null(told["value"]![0]!["zones"]);
        told["value"]![0]!["zones"] = truth["value"]![0]!["zones"]!.DeepClone();
        Assert.Equal(truth.ToJsonString(), told.ToJsonString());
        Assert.Equal((truth.ToJsonString(), HttpStatusCode.OK, 1), (after.ToJsonString(), other.StatusCode, stack.Emulator.Answers.Told));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task A_request_that_is_answered_with_an_error_is_carried_out_unless_the_lie_comes_instead(bool isInstead, int restarts)
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Answers.Tell(new("POST", "*/virtualMachines/1/restart") { IsInstead = isInstead, Status = 500, RetryAfter = 86_400, Text = "<html/>", Times = 1 });

        using var answer = await stack.Http.PostAsync(Restart, content: null, Ct);

        Assert.Equal(
            (HttpStatusCode.InternalServerError, "86400", "<html/>", restarts),
            (answer.StatusCode, answer.Headers.GetValues("Retry-After").Single(), await answer.Content.ReadAsStringAsync(Ct), stack.Emulator.Operations.All.Count));
    }

    [Fact]
    public async Task A_lie_that_is_told_once_is_told_once_and_a_stranger_hears_none()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Answers.Tell(new("GET", "*/virtualMachines") { Status = 204, Text = "", Times = 1 });
        using HttpClient stranger = new() { BaseAddress = stack.Emulator.Url };

        using var unsigned = await stranger.GetAsync(List, Ct);
        using var first = await stack.Http.GetAsync(List, Ct);
        using var second = await stack.Http.GetAsync(List, Ct);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NoContent, HttpStatusCode.OK), (unsigned.StatusCode, first.StatusCode, second.StatusCode));
    }

    private static async Task<JsonNode> ReadAsync(TestStack stack, string path) => JsonNode.Parse(await stack.Http.GetStringAsync(path, Ct))!;
}
