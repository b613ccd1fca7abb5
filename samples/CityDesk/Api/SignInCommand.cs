namespace CityDesk.Api;

/// <summary>Who wants to sign in.</summary>
internal sealed record SignInCommand(string UserName, string Password)
{
    /// <summary>Without the password, which must not stand in a log.</summary>
    public override string ToString() => $"{nameof(SignInCommand)} of {UserName}";
}
