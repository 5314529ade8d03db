using DurableTask.AzureStorage;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Conformance.Tests.Engine;

namespace Steadfast.Conformance.Tests;

/// <summary>The app's host.json, read by the options of the host's Durable extension and by the settings of the back end.</summary>
public sealed class HostJsonTests
{
    private static AzureStorageOptions Options(string? timeout = null)
    {
        AzureStorageOptions options = new();
        HostJson.StorageProvider(HostJson.Read()).Bind(options);
        if (timeout is not null)
        {
            options.ControlQueueVisibilityTimeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
        }

        return options;
    }

    [Fact]
    public void What_a_crashed_host_was_working_on_is_taken_up_again_after_a_minute()
    {
        AzureStorageOptions options = Options();
        AzureStorageOrchestrationServiceSettings settings = HostJson.Settings("hub");

        options.Validate(NullLogger.Instance);
        TimeSpan minute = TimeSpan.FromMinutes(1);
        Assert.Equal((minute, minute), (options.ControlQueueVisibilityTimeout, options.WorkItemQueueVisibilityTimeout));
        Assert.Equal((minute, minute), (settings.ControlQueueVisibilityTimeout, settings.WorkItemQueueVisibilityTimeout));
        Assert.Equal((1, TimeSpan.FromSeconds(1)), (settings.PartitionCount, settings.MaxQueuePollingInterval));
    }

    [Theory]
    [InlineData("00:00:59")]
    [InlineData("01:00:01")]
    public void The_extension_starts_with_no_less_than_a_minute_and_no_more_than_an_hour(string timeout) =>
        Assert.Throws<InvalidOperationException>(() => Options(timeout).Validate(NullLogger.Instance));

    [Fact]
    public void Every_setting_of_the_back_end_is_one_that_the_extension_knows()
    {
        string[] known = [.. typeof(AzureStorageOptions).GetProperties().Select(property => property.Name), "type"];

        Assert.All(HostJson.StorageProvider(HostJson.Read()).GetChildren(), setting => Assert.Contains(setting.Key, known, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("DurableTask.AzureStorage")]
    [InlineData("DurableTask.Core")]
    [InlineData("Host.Triggers.DurableTask")]
    public void What_the_engine_says_of_every_message_is_not_logged(string category) =>
        Assert.Equal("Warning", HostJson.Read()[$"logging:logLevel:{category}"]);
}
