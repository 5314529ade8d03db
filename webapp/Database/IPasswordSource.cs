namespace Steadfast.WebApp.Database;

/// <summary>What to sign in with. Asked for every new connection.</summary>
internal interface IPasswordSource
{
    /// <summary>The password of this moment. Blocks, with a bound of its own.</summary>
    /// <exception cref="DatabaseFailureException">There is none (<see cref="FailureKind.NoCredential"/>).</exception>
    string Read();
}
