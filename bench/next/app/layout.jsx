import './portal.css';

export const metadata = { title: 'Portal', robots: 'noindex' };

export default function Layout({ children }) {
	return (
		<html lang="en">
			<body>{children}</body>
		</html>
	);
}
