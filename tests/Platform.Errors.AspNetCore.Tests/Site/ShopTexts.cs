namespace Platform.Errors.AspNetCore.Tests.Site;

/// <summary>Names the resources ShopTexts.resx (neutral) and ShopTexts.de.resx.</summary>
internal sealed class ShopTexts;
