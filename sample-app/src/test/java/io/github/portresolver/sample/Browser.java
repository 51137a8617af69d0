/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.portresolver.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a window and with a profile of its own. Closing it ends it.
 */
final class Browser implements AutoCloseable {

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final Path SCREENSHOTS = Path.of("target/screenshots");

	private final ChromeDriver driver;

	private Browser(Path profile) {

		LoggingPreferences console = new LoggingPreferences();
		console.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary("/usr/bin/chromium");
		options.setCapability("goog:loggingPrefs", console);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + profile);
		// Named, so that nothing is looked for or downloaded
		this.driver = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(new File("/usr/bin/chromedriver"))
					.usingAnyFreePort()
					.build(),
				options);
	}

	/**
	 * Start the browser.
	 * @param profile an empty directory
	 */
	static Browser start(Path profile) {
		return new Browser(profile);
	}

	ChromeDriver driver() {
		return this.driver;
	}

	/**
	 * Open a page as a screen of this size shows it.
	 */
	void open(String url, int width, boolean dark) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
		size(width, 900);
		this.driver.get(url);
	}

	private void size(int width, long height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", (width < 600) ? 2 : 1, "mobile", false));
	}

	/**
	 * Keep a picture of the whole page.
	 */
	void screenshot(String name, int width) throws IOException {
		size(width, Math.max(600, number("return document.documentElement.scrollHeight")));
		Object data = this.driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png")).get("data");
		Files.createDirectories(SCREENSHOTS);
		Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(data)));
	}

	String text(String selector) {
		return this.driver.findElement(By.cssSelector(selector)).getText();
	}

	List<String> texts(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
	}

	long number(String script) {
		return ((Number) this.driver.executeScript(script)).longValue();
	}

	String style(String selector, String property) {
		return this.driver.findElement(By.cssSelector(selector)).getCssValue(property);
	}

	/**
	 * Press the tabulator key.
	 * @return the id of what has the focus then
	 */
	String tab() {
		this.driver.switchTo().activeElement().sendKeys(Keys.TAB);
		return this.driver.switchTo().activeElement().getDomAttribute("id");
	}

	/**
	 * Return what was written to the console, which is where violations of the policy
	 * appear as well.
	 */
	List<String> console() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
	}

	void await(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + LONGEST.toNanos();
		while (!isTrue(condition)) {
			if (System.nanoTime() > end) {
				throw new AssertionError("No " + what + " within " + LONGEST + ":\n" + text("body"));
			}
		}
	}

	private boolean isTrue(BooleanSupplier condition) {
		try {
			return condition.getAsBoolean();
		}
		catch (StaleElementReferenceException ex) {
			// It was replaced in between
			return false;
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
