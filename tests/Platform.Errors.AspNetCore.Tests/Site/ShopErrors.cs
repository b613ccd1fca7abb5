namespace Platform.Errors.AspNetCore.Tests.Site;

/// <summary>The errors of the site that is tested, with one of each peculiarity.</summary>
[ErrorCatalog("shop", TypeBase = "https://errors.example/", Resources = typeof(ShopTexts))]
public static partial class ShopErrors
{
    [Error("OUT_OF_STOCK", ErrorKind.Conflict, Title = "Not enough is left", Detail = "Only {left} of {sku} are left.")]
    public static partial Error OutOfStock(string sku, int left);

    [Error("CLOSED", ErrorKind.Unavailable, Title = "The shop is closed", Detail = "Come back later.", Retry = ErrorRetry.AfterDelay)]
    public static partial Error Closed([MachineOnly] TimeSpan retryAfter);

    [Error("CARD_REFUSED", ErrorKind.Unprocessable, Title = "The card was refused")]
    public static partial Error CardRefused([NotDisclosed] string number);

    [Error("TEAPOT", ErrorKind.InvalidArgument, Title = "This is a teapot", Status = 418)]
    public static partial Error Teapot();
}
