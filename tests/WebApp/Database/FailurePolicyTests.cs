using System.Net.Sockets;
using System.Security.Authentication;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "fast")]
public class FailurePolicyTests
{
    [Theory]
    [InlineData(1053, "unreachable")]
    [InlineData(1927, "unreachable")]
    [InlineData(1969, "timeout")]
    [InlineData(1290, "readOnly")]
    [InlineData(1792, "readOnly")]
    [InlineData(1836, "readOnly")]
    [InlineData(3100, "readOnly")]
    [InlineData(1036, "readOnly")]
    [InlineData(1021, "diskFull")]
    [InlineData(1114, "diskFull")]
    [InlineData(1045, "accessDenied")]
    [InlineData(1040, "tooManyConnections")]
    [InlineData(1146, "noSchema")]
    [InlineData(1213, "locked")]
    [InlineData(1064, "failed")]
    public void A_number_of_the_server_has_a_name(int number, string code) =>
        Assert.Equal(code, DatabaseFailureException.CodeOf(FailurePolicy.KindOf(number)));

    [Fact]
    public void An_error_is_named_by_what_lies_deepest()
    {
        Exception[] errors =
        [
            new IOException("read", new SocketException((int)SocketError.TimedOut)),
            new IOException("read", new SocketException((int)SocketError.ConnectionReset)),
            new InvalidOperationException("outer", new DatabaseFailureException(FailureKind.NoCredential)),
            new IOException("connect", new AuthenticationException("the certificate")),
            new InvalidOperationException("a fault of this program"),
        ];

        Assert.Equal(
            [FailureKind.Timeout, FailureKind.Unreachable, FailureKind.NoCredential, FailureKind.TlsRefused, FailureKind.Failed],
            errors.Select(FailurePolicy.KindOf));
    }

    [Fact]
    public void Only_what_may_pass_is_tried_again_and_only_a_lost_or_former_primary_condemns_the_other_connections()
    {
        var kinds = Enum.GetValues<FailureKind>();

        Assert.Equal(
            [FailureKind.Unreachable, FailureKind.Timeout, FailureKind.ReadOnly, FailureKind.TooManyConnections, FailureKind.NoSchema, FailureKind.Locked],
            kinds.Where(FailurePolicy.MayPass));
        Assert.Equal([FailureKind.Unreachable, FailureKind.ReadOnly], kinds.Where(FailurePolicy.CondemnsAll));
    }
}
