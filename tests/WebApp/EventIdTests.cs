using Steadfast.Functions.Tests;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Tests;

[Trait("Category", "fast")]
public sealed class EventIdTests
{
    [Fact]
    public void No_two_log_messages_have_one_event_id()
    {
        var web = typeof(DatabaseOptions).Assembly;

        Assert.True(EventIds.Of(web).Count > 0, "the web application logs nothing");
        Assert.Equal([], EventIds.Repeated(web));
    }
}
