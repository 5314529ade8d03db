using Azure;
using Microsoft.Extensions.DependencyInjection;
using Polly.Registry;
using Polly.Timeout;
using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Tests.Files;

[Trait("Category", "fast")]
public sealed class FilesBoundsTests
{
    public static TheoryData<Exception, bool> Failures => new()
    {
        { new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout of 0:00:02."), true },
        { new OperationCanceledException(), true },
        { new TimeoutException(), true },
        { new TimeoutRejectedException(), true },
        { new IOException(), true },
        { new HttpRequestException(), true },
        { new RequestFailedException(503, "busy"), true },
        { new RequestFailedException(0, "no answer"), true },
        { new RequestFailedException(404, "no container", "ContainerNotFound", null), true },
        { new RequestFailedException(404, "no blob", "BlobNotFound", null), false },
        { new RequestFailedException(400, "wrong"), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_says_that_the_storage_cannot_be_used_is_told_from_what_says_that_a_request_was_wrong(Exception failure, bool isAway) =>
        Assert.Equal(isAway, FilesBounds.IsAway(failure));

    [Fact]
    public async Task A_request_that_the_client_of_the_storage_ends_by_itself_is_tried_again()
    {
        int asked = await AskAsync(_ => throw new TaskCanceledException(), CancellationToken.None);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_request_that_the_caller_has_given_up_is_not_tried_again()
    {
        using CancellationTokenSource caller = new();

        int asked = await AskAsync(token =>
        {
            caller.Cancel();
            token.ThrowIfCancellationRequested();
        }, caller.Token);

        Assert.Equal(1, asked);
    }

    private static async Task<int> AskAsync(Action<CancellationToken> ask, CancellationToken caller)
    {
        ServiceCollection services = [];
        services.AddFilesBounds();
        await using ServiceProvider provider = services.BuildServiceProvider();
        int asked = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await provider
            .GetRequiredService<ResiliencePipelineProvider<string>>()
            .GetPipeline(FilesBounds.Requests)
            .ExecuteAsync(
                token =>
                {
                    asked++;
                    ask(token);
                    return ValueTask.CompletedTask;
                },
                caller));
        return asked;
    }
}
