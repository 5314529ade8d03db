using System.ComponentModel.DataAnnotations;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Several receivers at once, each in its own shape, with its own tries.</summary>
[Trait("Category", "fast")]
public sealed class FurtherReceiversTests
{
    private const string Hook = "https://hooks.example.org/services/secret-part";
    private const string Whole = "Notifications__More must be up to 5 of NAME=FORMAT ADDRESS or NAME=FORMAT KEY with | between them: each name once, of 1 to 20 small letters, digits and dashes.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("chat=Slack https://hooks.example.org/a?b=c", "chat: Slack to https://hooks.example.org/a?b=c")]
    [InlineData(" chat = teams  https://hooks.example.org/a | oncall=PagerDuty a-key ", "chat: Teams to https://hooks.example.org/a, oncall: PagerDuty to https://events.pagerduty.com/v2/enqueue with a-key")]
    [InlineData("oncall=Opsgenie https://api.eu.opsgenie.com/v2/alerts a-key", "oncall: Opsgenie to https://api.eu.opsgenie.com/v2/alerts with a-key")]
    [InlineData("own=Json http://127.0.0.1:9/x", "own: Json to http://127.0.0.1:9/x")]
    public void Each_has_a_name_a_format_and_an_address_or_a_key(string setting, string expected)
    {
        NotificationOptions options = new() { More = setting };

        Assert.Empty(Problems(options));
        Assert.Equal(expected, string.Join(", ", options.Further.Select(target => $"{target.Name}: {target.Shape} to {target.Address}{(target.Key.Length == 0 ? "" : $" with {target.Key}")}")));
    }

    [Theory]
    [InlineData("Slack " + Hook, Whole)]
    [InlineData("chat=Slack", Whole)]
    [InlineData("chat=Slack https://hooks.example.org/a|d", Whole)]
    [InlineData("Chat=Slack " + Hook, Whole)]
    [InlineData("chat=Slack " + Hook + "|chat=Teams " + Hook, Whole)]
    [InlineData("chat=Slack " + Hook + " " + Hook, Whole)]
    [InlineData("a=Json http://127.0.0.1|b=Json http://127.0.0.1|c=Json http://127.0.0.1|d=Json http://127.0.0.1|e=Json http://127.0.0.1|f=Json http://127.0.0.1", Whole)]
    [InlineData("chat=Mail " + Hook, "Notifications__More, receiver chat: its format must be Json, Teams, Slack, PagerDuty or Opsgenie.")]
    [InlineData("chat=Slack http://hooks.example.org/secret-part", "Notifications__More, receiver chat: its address must be an absolute https address, or empty.")]
    [InlineData("own=Json https:/secret-part", "Notifications__More, receiver own: its format Json needs an address: set its address to that of its webhook.; Notifications__More, receiver own: its key is for PagerDuty and Opsgenie: set its format to one of them, or leave the key empty.")]
    [InlineData("chat=Slack " + Hook + " secret-part", "Notifications__More, receiver chat: its key is for PagerDuty and Opsgenie: set its format to one of them, or leave the key empty.")]
    [InlineData("oncall=PagerDuty https://events.eu.pagerduty.com/secret-part", "Notifications__More, receiver oncall: its format PagerDuty needs a key: set its key to the one of its integration.")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://kv/secrets/notification-more)", "Notifications__More is a Key Vault reference that was not resolved: let the app's identity read the secret, and see that it exists.")]
    public void What_does_not_go_together_is_refused_with_the_fix_and_without_a_secret(string setting, string problem)
    {
        NotificationOptions options = new() { More = setting };

        Assert.Equal(problem, string.Join("; ", Problems(options)));
        Assert.DoesNotContain("secret-part", $"{options} {string.Join(' ', options.Further)} {problem}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_receiver_is_told_in_its_shape_and_one_that_is_broken_holds_up_no_other()
    {
        await using NoticeHook first = await NoticeHook.StartAsync();
        await using NoticeHook chat = await NoticeHook.StartAsync(403);
        await using NoticeHook pager = await NoticeHook.StartAsync(500);
        await using LocalStage stage = await LocalStage.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Notifications:WebhookUrl"] = first.Url,
            ["Notifications:More"] = $"chat=Slack {chat.Url}/hook|oncall=PagerDuty {pager.Url}/v2/enqueue {SampleNotices.Key}",
            ["Notifications:FirstRetry"] = "00:00:00.050",
        });
        Notice notice = SampleNotices.Of(NoticeKind.ApprovalNeeded);
        await stage.Host.Client.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), notice, cancellation: Ct);
        await stage.Host.Client.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), notice, cancellation: Ct);

        NoticeView[] all = await Eventually.Is(
            () => stage.GetAsync<NoticeView[]>("/api/notifications"), shown => shown.Length == 3 && shown.All(one => one.State != NoticeState.Pending), "every receiver has its end");

        Assert.Equal(["(first): Delivered after 1", "chat: Dead after 1", "oncall: Delivered after 2"], all.Select(one => $"{one.Receiver ?? "(first)"}: {one.State} after {one.Tries}").Order(StringComparer.Ordinal));
        Assert.Equal(notice.Id, Assert.Single(first.Requests).Body["id"]!.GetValue<string>());
        Assert.NotNull(Assert.Single(chat.Requests).Body["blocks"]);
        Assert.Equal(["trigger", "trigger"], pager.Requests.Select(request => request.Body["event_action"]!.GetValue<string>()));
        Assert.DoesNotContain(SampleNotices.Key, string.Join(' ', all.Select(one => one.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_wakes_people_gets_each_notice_and_a_chat_room_one_for_all()
    {
        await using NoticeHook chat = await NoticeHook.StartAsync();
        await using NoticeHook pager = await NoticeHook.StartAsync();
        await using LocalStage stage = await LocalStage.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Notifications:More"] = $"chat=Slack {chat.Url}/hook|oncall=PagerDuty {pager.Url}/v2/enqueue {SampleNotices.Key}",
            ["Notifications:GroupFor"] = "00:00:01",
        });
        foreach (string id in new[] { "a", "b", "c" })
        {
            await stage.Host.Client.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), SampleNotices.Of(NoticeKind.ApprovalNeeded) with { Id = id }, cancellation: Ct);
        }

        await Eventually.Is(() => Task.FromResult((chat.Requests.Count, pager.Requests.Count)), count => count == (2, 3), "both were told");

        Assert.Equal(["a", "b-and-1-more"], chat.Requests.Select(request => request.Id));
        Assert.Equal(["a", "b", "c"], pager.Requests.Select(request => request.Id).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string?> Problems(NotificationOptions options) => options.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage);
}
